/** Separated values as rows of cells, read as a stream and cut while reading. */
import { cellsOf, type Quoting } from './cells.ts';
import { type Line, readLines } from './lines.ts';

export const MAX_ROWS = 50_000;
/** Lines that a quoted cell can span. */
const MAX_CELL_LINES = 50;
/** Lines from which the usual number of cells is computed. */
const WIDTH_SAMPLE_LINES = 60;
/** Control character that some old programs write after the last line. */
const END_OF_FILE = '\u001a';

export type TableRow = {
  /** Number of the row in the file, from 1, counting empty rows. */
  readonly rowNumber: number;
  readonly cells: readonly string[];
  /** Whether the line was longer than the maximum and is cut. */
  readonly isCut: boolean;
};

/**
 * Yields the rows of a text. Empty rows are skipped but numbered. A quote opens a quoted cell only if it closes before a delimiter
 * or line end, and within lines that are not rows of their own; otherwise it is literal.
 */
export function* readTable(chunks: Iterable<string>, delimiter: string): Generator<TableRow> {
  const ahead: Line[] = [];
  const lines = readLines(chunks);
  const peek = (index: number): string | undefined => {
    while (ahead.length <= index) {
      const { value, done } = lines.next();
      if (done) return undefined;
      ahead.push(value);
    }
    return ahead[index]!.text;
  };
  peek(WIDTH_SAMPLE_LINES - 1);
  const width = usualWidth(
    ahead.map(({ text }) => text),
    delimiter,
  );
  // Reads ahead only as far as a quoted cell can span.
  const quoting: Quoting = {
    delimiter,
    width,
    lineAfter: (index) => (index < MAX_CELL_LINES ? peek(index) : undefined),
  };
  for (let rowNumber = 1; peek(0) !== undefined; rowNumber++) {
    if (ahead[0]!.text === '') {
      ahead.shift();
      continue;
    }
    const { cells, lineCount } = cellsOf(quoting);
    const used = ahead.splice(0, lineCount);
    if (cells.some((cell) => cell !== '' && cell !== END_OF_FILE))
      yield { rowNumber, cells, isCut: used.some(({ isCut }) => isCut) };
  }
}

/** The most common number of cells above one, ignoring quotes; on a tie, the greater one. */
export function usualWidth(lines: readonly string[], delimiter: string): number {
  const widths = lines.map((line) => line.split(delimiter, MAX_WIDTH).length).filter((width) => width > 1);
  const counts = [...Map.groupBy(widths, (width) => width)].map(([width, same]) => ({ width, count: same.length }));
  return counts.sort((a, b) => b.count - a.count || b.width - a.width)[0]?.width ?? 1;
}

const MAX_WIDTH = 1_000;

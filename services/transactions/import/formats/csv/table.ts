/** Separated values as rows of cells, read as a stream and cut while reading. */
import { cellsOf, type Quoting } from './cells.ts';
import { type Line, readLines } from './lines.ts';

/** Most rows of a file. */
export const MAX_ROWS = 50_000;
/** Lines one quoted cell may span. */
const MAX_CELL_LINES = 50;
/** Lines by which the usual number of cells is judged. */
const JUDGED_LINES = 60;
/** What some old programs write behind the last line. */
const END_OF_FILE = '\u001a';

export type TableRow = {
  /** Number of the row in the file, from 1; empty ones count. */
  readonly rowNumber: number;
  readonly cells: readonly string[];
  /** The line is longer than what is read of one. */
  readonly isCut: boolean;
};

/**
 * The rows of a text, one at a time; empty ones keep their number and are left out. A quote opens a quoted cell only if it
 * closes before a delimiter or line end, and within lines that are no rows of their own; else it is a letter.
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
  peek(JUDGED_LINES - 1);
  const width = usualWidth(
    ahead.map(({ text }) => text),
    delimiter,
  );
  // A line ahead is asked for only while it may still belong to the cell.
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

/** The commonest number of cells above one, quotes aside; the greater of two equally common ones. */
export function usualWidth(lines: readonly string[], delimiter: string): number {
  const widths = lines.map((line) => line.split(delimiter, MAX_WIDTH).length).filter((width) => width > 1);
  const counts = [...Map.groupBy(widths, (width) => width)].map(([width, same]) => ({ width, count: same.length }));
  return counts.sort((a, b) => b.count - a.count || b.width - a.width)[0]?.width ?? 1;
}

const MAX_WIDTH = 1_000;

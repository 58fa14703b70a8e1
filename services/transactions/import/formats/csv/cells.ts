/** Splits a row into cells; quoted cells can span lines. */

const MAX_CELLS = 100;
/** Maximum characters of a cell; longer than any payee or note. */
const MAX_CELL_LENGTH = 1_000;
/** Characters that a quoted cell can span. */
const MAX_QUOTED_LENGTH = 10_000;
/** Unclosed quotes that are searched per row. Further ones are literal, so that no row takes quadratic time. */
const MAX_UNCLOSED_QUOTES = 3;

export type Quoting = {
  readonly delimiter: string;
  /** Usual number of cells per row in this file. */
  readonly width: number;
  /** The current line (0) and the lines after it; undefined past the last line that a cell can span. */
  lineAfter(index: number): string | undefined;
};

/** The cells of the next row, trimmed and cut, and how many lines they span. */
export function cellsOf(quoting: Quoting): { cells: string[]; lineCount: number } {
  const { delimiter, lineAfter } = quoting;
  const cells: string[] = [];
  const put = (cell: string) => {
    if (cells.length < MAX_CELLS) cells.push(cut(unwrapped(cell.trim()), MAX_CELL_LENGTH));
  };
  let place: Place = { line: 0, at: 0 };
  let unclosed = 0;
  for (;;) {
    const text = lineAfter(place.line)!;
    const start = skipSpaces(text, place.at, delimiter);
    const opens = text[start] === '"' && unclosed < MAX_UNCLOSED_QUOTES;
    const quoted = opens ? closing(quoting, { line: place.line, at: start + 1 }, cells.length) : undefined;
    if (opens && !quoted) unclosed += 1;
    let end: number;
    if (quoted) {
      put(quoted.value);
      place = quoted.after;
      end = quoted.after.at;
    } else {
      end = text.indexOf(delimiter, place.at);
      if (end < 0) end = text.length;
      put(text.slice(place.at, Math.min(end, place.at + MAX_QUOTED_LENGTH)));
    }
    if (end >= lineAfter(place.line)!.length || cells.length === MAX_CELLS)
      return { cells: withoutEmptyTail(cells), lineCount: place.line + 1 };
    place = { line: place.line, at: end + 1 };
  }
}

type Place = { readonly line: number; readonly at: number };

/**
 * The quoted value that begins at `from`, and the delimiter or line end after it. Undefined when the quote is literal: it never
 * closes, or only after the row would have more cells than usual.
 */
function closing(
  { delimiter, width, lineAfter }: Quoting,
  from: Place,
  cellsBefore: number,
): { value: string; after: Place } | undefined {
  let value = '';
  let { line, at } = from;
  // Number of cells if the quote were literal, including those of further lines.
  let naiveCells = cellsBefore + 1;
  for (let text = lineAfter(line); text !== undefined; text = lineAfter(++line), at = 0) {
    for (;;) {
      const quote = text.indexOf('"', at);
      const part = text.slice(at, quote < 0 ? text.length : quote);
      naiveCells += countOf(part, delimiter);
      value += part;
      if ((line > from.line && naiveCells > width) || value.length > MAX_QUOTED_LENGTH) return undefined;
      if (quote < 0) break;
      if (text[quote + 1] === '"') {
        value += '"';
        at = quote + 2;
        continue;
      }
      const end = skipSpaces(text, quote + 1, delimiter);
      if (end === text.length || text[end] === delimiter) return { value, after: { line, at: end } };
      // A quote within the value, possibly escaped by a backslash.
      value = `${value.endsWith('\\') ? value.slice(0, -1) : value}"`;
      at = quote + 1;
    }
    value += '\n';
  }
  return undefined;
}

function skipSpaces(text: string, from: number, delimiter: string): number {
  let at = from;
  while (at < text.length && text[at] !== delimiter && (text[at] === ' ' || text[at] === '\t')) at += 1;
  return at;
}

function countOf(text: string, delimiter: string): number {
  let count = 0;
  for (let at = text.indexOf(delimiter); at >= 0; at = text.indexOf(delimiter, at + 1)) count += 1;
  return count;
}

/** Removes the formula with which spreadsheets protect text: ="000123" is 000123. */
function unwrapped(cell: string): string {
  return cell.startsWith('="') && cell.endsWith('"') && cell.length > 3 ? cell.slice(2, -1).trim() : cell;
}

/** Removes empty cells after the last value. */
function withoutEmptyTail(cells: string[]): string[] {
  let { length } = cells;
  while (length > 1 && cells[length - 1] === '') length -= 1;
  return cells.slice(0, length);
}

/** The first characters of a value, at most `max`, without splitting a surrogate pair. */
export function cut(value: string, max: number): string {
  if (value.length <= max) return value;
  let at = 0;
  for (let count = 0; count < max && at < value.length; count++) at += value.codePointAt(at)! > 0xffff ? 2 : 1;
  return value.slice(0, at);
}

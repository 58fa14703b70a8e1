/** Reads a text in chunks as lines, and cuts long ones, so that memory stays bounded. */

/** Maximum characters of a line: a hundred cells of maximum length. */
export const MAX_LINE = 100_000;

export type Line = { readonly text: string; readonly isCut: boolean };

/** Lines that end with LF, CR LF or CR. What follows the last line end is a line too, unless it is empty. */
export function* readLines(chunks: Iterable<string>): Generator<Line> {
  let line = '';
  let isCut = false;
  let afterReturn = false;
  const add = (text: string) => {
    const remaining = MAX_LINE - line.length;
    if (text.length > remaining) isCut = true;
    line += text.length > remaining ? text.slice(0, remaining) : text;
  };
  const take = (): Line => {
    const taken = { text: line, isCut };
    line = '';
    isCut = false;
    return taken;
  };
  for (const chunk of chunks) {
    if (chunk === '') continue;
    let at = afterReturn && chunk[0] === '\n' ? 1 : 0;
    let feed = chunk.indexOf('\n', at);
    let carriage = chunk.indexOf('\r', at);
    while (feed >= 0 || carriage >= 0) {
      const end = feed < 0 || (carriage >= 0 && carriage < feed) ? carriage : feed;
      add(chunk.slice(at, end));
      yield take();
      at = end + (end === carriage && feed === end + 1 ? 2 : 1);
      // Each is searched again only once it is passed, so that a text without the other is not scanned repeatedly.
      if (feed >= 0 && feed < at) feed = chunk.indexOf('\n', at);
      if (carriage >= 0 && carriage < at) carriage = chunk.indexOf('\r', at);
    }
    add(chunk.slice(at));
    afterReturn = chunk.endsWith('\r');
  }
  if (line !== '' || isCut) yield take();
}

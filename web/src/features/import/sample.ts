/** The first rows of a file, decoded and divided as the mapping declares. Done in the browser, so that a change of encoding or delimiter shows at once. */
import { FileEncoding } from '#gen/melo/transactions/v1/import_pb.ts';

const SAMPLE_ROWS = 20;
/** Enough for twenty long rows. */
const SAMPLE_BYTES = 64 * 1024;

const labels: Partial<Record<FileEncoding, string>> = {
  [FileEncoding.UTF8]: 'utf-8',
  [FileEncoding.UTF16]: 'utf-16le',
  [FileEncoding.WINDOWS_1252]: 'windows-1252',
  [FileEncoding.WINDOWS_1250]: 'windows-1250',
  [FileEncoding.ISO_8859_1]: 'iso-8859-1',
  [FileEncoding.ISO_8859_2]: 'iso-8859-2',
  [FileEncoding.ISO_8859_15]: 'iso-8859-15',
};

export function sampleOf(content: Uint8Array, encoding: FileEncoding, delimiter: string): string[][] {
  // Without a byte order mark most characters have a zero as their upper byte.
  const bigEndian = (content[0] === 0xfe && content[1] === 0xff) || (content[0] === 0 && content[1] !== 0);
  const label = encoding === FileEncoding.UTF16 && bigEndian ? 'utf-16be' : (labels[encoding] ?? 'utf-8');
  const text = new TextDecoder(label).decode(content.subarray(0, SAMPLE_BYTES));
  return cut(text, delimiter || ',');
}

/** Quoted fields may hold delimiters, doubled quotes and line ends. */
function cut(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i <= text.length && rows.length < SAMPLE_ROWS; i += 1) {
    const char = text[i];
    if (quoted && char !== undefined) {
      if (char !== '"') field += char;
      else if (text[i + 1] === '"') {
        field += '"';
        i += 1;
      } else quoted = false;
    } else if (char === '"' && field === '') quoted = true;
    else if (char === delimiter) {
      row.push(field);
      field = '';
    } else if (char === '\n' || char === undefined) {
      if (field !== '' || row.length > 0) rows.push([...row, field.replace(/\r$/, '')]);
      else if (char !== undefined) rows.push(['']);
      row = [];
      field = '';
    } else field += char;
  }
  return rows;
}

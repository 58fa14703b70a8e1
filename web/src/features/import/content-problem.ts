/** What is wrong with a file at first sight, before it is sent. */
import { text } from '../../i18n/text.ts';

/** How files begin that are no text: PNG, JPEG, GIF, PDF, ZIP and newer Excel, older Excel, gzip. */
const SIGNATURES = ['89504e47', 'ffd8ff', '47494638', '25504446', '504b0304', 'd0cf11e0', '1f8b'];
const SIGNATURE_BYTES = 4;

export async function contentProblem(file: File): Promise<string | undefined> {
  if (file.size === 0) return text('import.this-file-is-empty');
  const start = new Uint8Array(await file.slice(0, SIGNATURE_BYTES).arrayBuffer());
  const hex = Array.from(start, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return SIGNATURES.some((signature) => hex.startsWith(signature)) ? text('import.this-is-not-a-csv-file') : undefined;
}

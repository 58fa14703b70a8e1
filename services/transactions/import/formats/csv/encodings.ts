/** Detects single-byte encodings by the letters that the bytes would decode to. */
import { FileEncoding } from '#gen/melo/transactions/v1/import_pb.ts';

/** In order of preference on a tie. */
export const byteEncodings = [
  [FileEncoding.WINDOWS_1252, 'windows-1252'],
  [FileEncoding.WINDOWS_1250, 'windows-1250'],
  [FileEncoding.ISO_8859_2, 'iso-8859-2'],
  [FileEncoding.ISO_8859_15, 'iso-8859-15'],
  [FileEncoding.ISO_8859_1, 'windows-1252'],
] as const;

/** Bytes that are scored. */
const SAMPLE_BYTES = 64 * 1024;
/** Common letters of the languages that use each encoding. */
const WESTERN = letters('äöüßéèêëàâáãåæçñóòôõøœúùûíìîïýÿ€');
const CENTRAL = letters('ąćęłńóśźżáčďéěíňřšťúůýžľĺŕôäőűöüßăâîșşțţđ€');
const COMMON: Readonly<Partial<Record<FileEncoding, ReadonlySet<string>>>> = {
  [FileEncoding.WINDOWS_1252]: WESTERN,
  [FileEncoding.WINDOWS_1250]: CENTRAL,
  [FileEncoding.ISO_8859_2]: CENTRAL,
  [FileEncoding.ISO_8859_15]: WESTERN,
  [FileEncoding.ISO_8859_1]: WESTERN,
};

function letters(text: string): ReadonlySet<string> {
  return new Set([...text, ...text.toUpperCase()]);
}

/** The encoding whose letters fit best. */
export function detectByteEncoding(content: Uint8Array): FileEncoding {
  const bytes = content.subarray(0, SAMPLE_BYTES);
  const scores = byteEncodings.map(([encoding, name]) => ({ encoding, score: scoreOf(bytes, encoding, name) }));
  // The sort is stable, so the first of equal scores wins.
  return scores.sort((a, b) => b.score - a.score)[0]!.encoding;
}

function scoreOf(bytes: Uint8Array, encoding: FileEncoding, name: string): number {
  const text = new TextDecoder(name).decode(bytes);
  let score = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char < '\u0080') continue;
    if (char < '\u00a0') score -= 20;
    else if (COMMON[encoding]!.has(char)) score += 2;
    else if (isLetter(char)) score += 0;
    // A symbol within a word is probably a letter of another encoding.
    else score -= isLetter(text[at - 1]) || isLetter(text[at + 1]) ? 5 : char === '¤' ? 5 : 0;
  }
  return score;
}

const isLetter = (char: string | undefined): boolean => char !== undefined && /\p{L}/u.test(char);

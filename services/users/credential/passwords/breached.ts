/**
 * The offline list of common and breached passwords of 15 characters and more: sorted, truncated SHA-256 hashes in breached.bin.
 * A password that is not in the list is taken for one with probability 3e-7 (340,000 hashes of 40 bits); no entry can be read from it.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const HASH_BYTES = 5;
export const LIST_FILE = join(import.meta.dirname, 'breached.bin');

const list = readFileSync(LIST_FILE);

export const breachedCount = list.length / HASH_BYTES;

/** Spelling and spaces make no other password: NFKC, lower case, no white space. */
export const plainPassword = (password: string): string => password.normalize('NFKC').toLowerCase().replace(/\s/g, '');

export const listHash = (plain: string): Buffer => createHash('sha256').update(plain).digest().subarray(0, HASH_BYTES);

/** Whether the password is on the list, in whatever case and spacing. Takes microseconds. */
export function isBreached(password: string): boolean {
  const wanted = listHash(plainPassword(password));
  let [low, high] = [0, breachedCount - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const order = wanted.compare(list, middle * HASH_BYTES, (middle + 1) * HASH_BYTES);
    if (order === 0) return true;
    if (order < 0) high = middle - 1;
    else low = middle + 1;
  }
  return false;
}

/** Symmetric keys of the local stack, beside its certificates: each process is given the files of those it may know. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Hashes of requests and of network addresses (every service); refresh tokens and mail tokens (users). */
export const KEYS = ['idempotency', 'audit', 'refresh', 'mail'] as const;
const KEY_BYTES = 32;

/** Makes what is missing in `folder`: 32 random bytes each, in base64url, readable by the owner only. */
export async function ensureKeys(folder: string): Promise<void> {
  for (const name of KEYS) {
    const file = join(folder, `${name}.key`);
    if (!existsSync(file)) await writeFile(file, `${randomBytes(KEY_BYTES).toString('base64url')}\n`, { mode: 0o600 });
  }
}

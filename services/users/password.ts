/** Passwords: argon2id hashes in PHC form, and what makes a password too weak. */
import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { Code } from '@connectrpc/connect';
import { UsersReason, UsersReasonSchema } from '#gen/melo/users/v1/reason_pb.ts';
import { refusal } from '#kit/refuse.ts';

/** OWASP's argon2id minimum: 19 MiB, two passes, one lane. */
const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const;

const derive = promisify(argon2) as (name: 'argon2id', parameters: Argon2Parameters) => Promise<Buffer>;

/** Long passwords that lists of leaked ones hold, without spaces and in lower case. */
const common: ReadonlySet<string> = new Set([
  'passwordpassword',
  'password123456789',
  'passwordpassword1',
  'correcthorsebatterystaple',
  'thisismypassword',
  'letmeinletmeinletmein',
  'iloveyouiloveyou',
  'qwertyuiopasdfgh',
  'qwertyuiopasdfghjklzxcvbnm',
  '1qaz2wsx3edc4rfv',
  '1q2w3e4r5t6y7u8i9o0p',
  'administratoradministrator',
  'changemechangeme',
  'welcomewelcome123',
  'trustno1trustno1',
]);

/** A PHC string of the password's hash. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await derive('argon2id', { message: password.normalize('NFKC'), nonce, ...COST });
  const text = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${text(nonce)}$${text(tag)}`;
}

/** Whether the password belongs to the hash. Without a hash it takes as long and is false. */
export async function passwordMatches(password: string, phc: string | undefined): Promise<boolean> {
  const [, , , cost, nonce, tag] = (phc ?? DUMMY).split('$');
  const [memory, passes, parallelism] = (cost ?? '').split(',').map((part) => Number(part.slice(2)));
  const expected = Buffer.from(tag ?? '', 'base64');
  const actual = await derive('argon2id', {
    message: password.normalize('NFKC'),
    nonce: Buffer.from(nonce ?? '', 'base64'),
    memory: memory!,
    passes: passes!,
    parallelism: parallelism!,
    tagLength: expected.length,
  });
  return timingSafeEqual(actual, expected) && phc !== undefined;
}

/** Refuses a password that is common, one repeated character, or made of the user's own name or address (PASSWORD_WEAK). */
export function checkPassword(password: string, email: string, name: string): void {
  const plain = password.normalize('NFKC').toLowerCase().replace(/\s/g, '');
  const own = [email.toLowerCase(), email.toLowerCase().split('@')[0] ?? '', name.toLowerCase().replace(/\s/g, '')];
  const repeated = /^(.{1,4})\1+$/u.test(plain);
  const mostlyOwn = own.some((part) => part.length >= 4 && plain.replaceAll(part, '').length < 8);
  if (!common.has(plain) && !repeated && !mostlyOwn) return;
  throw refusal(
    Code.InvalidArgument,
    UsersReasonSchema,
    UsersReason.PASSWORD_WEAK,
    'This password is too easy to guess. A few unrelated words make a good one.',
    { field: 'password' },
  );
}

const DUMMY = await hashPassword(randomBytes(16).toString('hex'));

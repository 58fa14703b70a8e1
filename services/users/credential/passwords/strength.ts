/** What makes a password too weak: it was breached, is made of the person's own data, or can be guessed by its pattern. */
import { Code } from '@connectrpc/connect';
import { UsersReason, UsersReasonSchema } from '#gen/melo/users/v1/reason_pb.ts';
import { domainError } from '#kit/rpc/errors.ts';
import { isBreached, plainPassword } from './breached.ts';
import { createEstimator } from './estimator.ts';
import { hashPassword } from './hash.ts';

/** The contract says the same; passwords of a second factor will be shorter. */
export const MIN_PASSWORD_CHARS = 15;
/** Shorter parts of names are in too many words. */
const MIN_CONTEXT_CHARS = 4;
/** Characters that must be left when a person's own data is taken out. */
const MIN_REST_CHARS = 8;
/** Guesses an attacker needs, as a power of ten: out of reach of anyone who has to ask us, hard for who has stolen the hashes. */
const MIN_GUESSES_LOG10 = 10;

/** Why a password is weak, so that the form can say how to do better. */
export type WeaknessHint = 'breached' | 'context' | 'repeat' | 'sequence' | 'keyboard' | 'guessable';

export type Passwords = ReturnType<typeof createPasswords>;

/** New passwords: checked and hashed. Patterns are estimated in a worker thread, because one password may take a tenth of a second. */
export function createPasswords() {
  const estimator = createEstimator();
  return {
    /** Errors: PASSWORD_WEAK with a hint. `field` is the field of the request; `own` is what the person is known by. */
    async assertStrong(password: string, field: string, own: readonly string[]): Promise<void> {
      const hint = await weaknessOf(password, own);
      if (hint) throw passwordWeak(field, hint);
    },
    hash: hashPassword,
    close: estimator.close,
  };

  async function weaknessOf(password: string, own: readonly string[]): Promise<WeaknessHint | undefined> {
    if (isBreached(password)) return 'breached';
    const context = contextWords(own);
    if (isMostlyContext(password, context)) return 'context';
    const { guessesLog10, patterns } = await estimator.estimate(password, context);
    return guessesLog10 >= MIN_GUESSES_LOG10 ? undefined : hintOf(patterns);
  }
}

/** What the person and the product are called, in the parts a password may be made of. */
function contextWords(own: readonly string[]): string[] {
  const parts = own.flatMap((text) => [plainPassword(text), ...text.toLowerCase().split(/[^\p{L}\p{N}]+/u)]);
  return [...new Set(['melo', ...parts])].filter((part) => part.length >= MIN_CONTEXT_CHARS);
}

function isMostlyContext(password: string, context: readonly string[]): boolean {
  const plain = plainPassword(password);
  const rest = context.toSorted((a, b) => b.length - a.length).reduce((text, part) => text.replaceAll(part, ''), plain);
  return rest !== plain && rest.length < MIN_REST_CHARS;
}

function hintOf(patterns: readonly string[]): WeaknessHint {
  if (patterns.includes('repeat')) return 'repeat';
  if (patterns.includes('sequence') || patterns.includes('date')) return 'sequence';
  return patterns.includes('spatial') ? 'keyboard' : 'guessable';
}

const passwordWeak = (field: string, hint: WeaknessHint) =>
  domainError(UsersReasonSchema, {
    code: Code.InvalidArgument,
    reason: UsersReason.PASSWORD_WEAK,
    text: 'This password is too easy to guess. A few unrelated words make a good one.',
    metadata: { field, hint },
  });

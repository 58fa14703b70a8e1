/**
 * Nobody learns by the clock who is registered: Register and RequestPasswordReset take as long for known as for unknown addresses,
 * on the real stores. Each side has hundreds of trials, by turns, so that what the machine does meanwhile touches both alike.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { uuidv7 } from '#kit/values/ids.ts';
import type { UserDependencies } from '../dependencies.ts';
import { mannWhitney } from '../testing/effect-size.ts';
import { PASSWORD, type UsersFixture, usersFixture } from '../testing/users-fixture.ts';

/** With 500 a side, equal sides leave the bounds below once in 1,000 runs. */
const TRIALS = { RequestPasswordReset: 800, Register: 500 } as const;
/** The built-in difference is far outside of the bounds: a part of the trials finds it. */
const LATE_SHARE = 2;
const WARM_UP = 20;
/** Vargha and Delaney call what lies between 0.44 and 0.56 negligible. */
const NEGLIGIBLE = { least: 0.44, most: 0.56 } as const;
const BUILT_IN_MS = 5;

type Ask = (email: string) => Promise<unknown>;

/** Addresses for which the store below takes longer, as one would that looks whether they are known. */
const slow = new Set<string>();
let users: UsersFixture;
let email: string;

/** Milliseconds of the call under way that went into checking and hashing the password: the same work whatever the address. */
let passwordMs = 0;

async function counted<Result>(work: () => Promise<Result>): Promise<Result> {
  const started = performance.now();
  try {
    return await work();
  } finally {
    passwordMs += performance.now() - started;
  }
}

const observed = (parts: UserDependencies): UserDependencies => ({
  ...parts,
  store: {
    ...parts.store,
    commitClaim: async (write, requested, answer) => {
      if (slow.has(requested.claim.email)) await delay(BUILT_IN_MS);
      return parts.store.commitClaim(write, requested, answer);
    },
  },
  passwords: {
    ...parts.passwords,
    assertStrong: (...given) => counted(() => parts.passwords.assertStrong(...given)),
    hash: (password) => counted(() => parts.passwords.hash(password)),
  },
});

before(async () => {
  users = await usersFixture({ perNetwork: 1_000_000, wrap: observed });
  ({ email } = await users.newcomer());
});
after(() => users.close());

const unknownEmail = () => `${uuidv7()}@example.com`;
/** Unknown too; the built-in difference is theirs alone. */
function slowEmail(): string {
  const address = unknownEmail();
  slow.clear();
  slow.add(address);
  return address;
}

type Side = { readonly address: () => string; readonly whole: number[]; readonly rest: number[] };

/**
 * Durations of known, unknown and slowed addresses, by turns and in an order that changes: of the whole call, and of it without the
 * work on the password, whose noise on a busy machine is larger than what is looked for.
 */
async function measure(ask: Ask, trials: number) {
  const side = (address: () => string): Side => ({ address, whole: [], rest: [] });
  const sides = [side(() => email), side(unknownEmail), side(slowEmail)] as const;
  for (let i = -WARM_UP; i < trials; i++) {
    const turns = i % LATE_SHARE === 0 ? sides : sides.slice(0, 2);
    for (let turn = 0; turn < turns.length; turn++) {
      const { address, whole, rest } = turns[(i + WARM_UP + turn) % turns.length]!;
      const to = address();
      passwordMs = 0;
      const started = performance.now();
      await ask(to);
      const durationMs = performance.now() - started;
      if (i < 0) continue;
      whole.push(durationMs);
      rest.push(durationMs - passwordMs);
    }
  }
  return sides;
}

const isNegligible = ({ effectSize }: { readonly effectSize: number }): boolean =>
  effectSize > NEGLIGIBLE.least && effectSize < NEGLIGIBLE.most;

const median = (values: readonly number[]): string =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!.toFixed(2);

const asks = {
  RequestPasswordReset: (address) => users.auth.requestPasswordReset({ email: address, requestId: uuidv7() }),
  Register: (address) => users.register(address, PASSWORD),
} as const satisfies Readonly<Record<keyof typeof TRIALS, Ask>>;

for (const name of ['RequestPasswordReset', 'Register'] as const) {
  test(`${name} takes as long for a known address as for an unknown one; ${BUILT_IN_MS} ms more would be found`, async (t) => {
    const [known, unknown, late] = await measure(asks[name], TRIALS[name]);
    for (const part of ['whole', 'rest'] as const) {
      const found = mannWhitney(known[part], unknown[part]);
      const medians = `${median(known[part])} and ${median(unknown[part])} ms`;
      t.diagnostic(
        `${part}: A ${found.effectSize.toFixed(3)}, p ${found.pValue.toFixed(3)}, medians ${medians}, ${TRIALS[name]} trials a side`,
      );
      assert.ok(isNegligible(found), `${part}: A = ${found.effectSize}`);
    }
    const builtIn = mannWhitney(late.rest, unknown.rest);
    t.diagnostic(`with ${BUILT_IN_MS} ms built in: A ${builtIn.effectSize.toFixed(3)}, median ${median(late.rest)} ms`);
    assert.ok(!isNegligible(builtIn), `the built-in difference is not found: A = ${builtIn.effectSize}`);
  });
}

test('the effect size is 0.5 of equal samples, 1 where the first is always larger, and ties count half', () => {
  assert.equal(mannWhitney([1, 2, 3], [1, 2, 3]).effectSize, 0.5);
  assert.equal(mannWhitney([4, 5], [1, 2, 3]).effectSize, 1);
  assert.equal(mannWhitney([1, 2], [2, 3]).effectSize, 0.125);
  const numbers = Array.from({ length: 200 }, (_, i) => i);
  assert.ok(mannWhitney(numbers, numbers).pValue > 0.99);
  assert.ok(
    mannWhitney(
      numbers,
      numbers.map((n) => n + 60),
    ).pValue < 1e-6,
  );
});

/** Invalid input through GraphQL: input that satisfies the contract is accepted, all other is rejected with its field. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { DescField } from '@bufbuild/protobuf';
import { random, shuffled } from '#infra/local/demo/random.ts';
import { isRead } from '#kit/rpc/idempotency.ts';
import { bearing, complaints, type Outcome } from '../authorization/ask.ts';
import { askGraphWith, operationOf } from '../authorization/graphql.ts';
import { guarded, pathOf } from '../authorization/methods.ts';
import { openSigner, type Signer } from '../authorization/tokens.ts';
import { at } from '../e2e/household.ts';
import { caughtUp } from '../resilience/caught-up.ts';
import { SHARE } from './attempts.ts';
import { type GraphTry, graphTriesOf } from './graphql-attempts.ts';
import { founds, type Lived, openHomes, ownerOf, settle } from './households.ts';

const SEED = Number(process.env['MELO_FUZZ_SEED'] ?? Date.now() % 1_000_000);
/** Of all that could be tried, as much as fits into a run; the seeds of many runs try all of it. */
const MAX_TRIES = 1_200 * SHARE;
/** Refused mutations that are sent again, to see that nothing of them is written. */
const AGAIN = 200 * SHARE;
const ATTEMPTS = 5;
const SETTLED_MS = 45_000;

const next = random(SEED);
const homes = openHomes('graph');
const rejected: GraphTry[] = [];
let signer: Signer;

before(async () => {
  console.log(`bad input for the graph with seed ${SEED} (MELO_FUZZ_SEED=${SEED} repeats it)`);
  signer = await openSigner(at);
});

type Answered = { readonly body: string; readonly outcome: Outcome };

/** With a token of its own, signed now: none of them is old, however long a run takes. */
async function send({ method, input, raw }: GraphTry, lived: Lived): Promise<Answered> {
  let body = '';
  const token = bearing(await signer.sign(ownerOf(lived)));
  const outcome = await askGraphWith(at, method, {
    input: input(lived.home),
    headers: token,
    raw: (text) => {
      body = raw(text);
      return body;
    },
  });
  return { body, outcome };
}

/** Sends it to a household with capacity: a limit on the number of resources would reject it unread. */
async function sendWithCapacity(tried: GraphTry): Promise<Answered & { lived: Lived }> {
  for (let attempt = 1; ; attempt++) {
    const lived = await homes.of(tried.method);
    const answered = await send(tried, lived);
    if (attempt === ATTEMPTS || answered.outcome.reason !== 'LIMIT_REACHED') return { ...answered, lived };
    homes.leave(lived.home);
  }
}

/** Codes for a value that is wrong in itself. */
const MALFORMED = ['InvalidArgument', 'BadRequest', 'GraphqlValidationFailed'];
/** Codes that say how things stand, which no contract knows; each with its reason. */
const HONEST = ['NotFound', 'FailedPrecondition', 'AlreadyExists', 'Aborted'];

/** What is wrong with the answer, in words. */
function wrongWith(tried: GraphTry, { body, outcome }: Answered, lived: Lived): string | undefined {
  const { code, reason, text } = outcome;
  const broken = tried.broken(lived.home) ?? [];
  // What is not read at all has no fields yet.
  if (body.length > MAX_BYTES)
    return code === 'ResourceExhausted' && TOO_LARGE.test(text) ? undefined : 'it is too large';
  if (MALFORMED.includes(code))
    return reason !== '' || names(text, tried) || !isJson(body) ? undefined : 'its field is not named';
  if (broken.length > 0) return `it breaks the rules of ${broken}`;
  if (code === 'OK' || (HONEST.includes(code) && reason !== '')) return undefined;
  return 'it blames nobody’s input';
}

/** Longest body of a request. */
const MAX_BYTES = 1024 * 1024;
const TOO_LARGE = /too large|at most/;

/** By its name in the graph or in the proto; or by what holds it, where what is wrong is that others are missing beside it. */
function names(text: string, { spot }: GraphTry): boolean {
  const holder = spot.steps.at(-2);
  const isNamed = (field: DescField) => new RegExp(`\\b(${field.jsonName}|${field.name})\\b`).test(text);
  return isNamed(spot.field) || (holder !== undefined && isNamed(holder) && text.includes('was not provided'));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('any JSON in any argument is accepted, or rejected with the name of the field', async (t) => {
  const methods = guarded.filter((method) => operationOf(method) && !founds(method));
  const all = shuffled(next, methods.flatMap(graphTriesOf));
  const small = all.filter(({ bulk }) => !bulk).slice(0, MAX_TRIES);
  // Of what is large or deep each operation gets one, and in a run of everything all of it.
  const large = all.filter(({ bulk }) => bulk);
  const some = [...small, ...new Map(large.map((one) => [SHARE < 10 ? one.method : one, one])).values()];
  let taken = 0;
  const found = await complaints(some, async (tried) => {
    const answered = await sendWithCapacity(tried);
    const { code, reason, text } = answered.outcome;
    if (code === 'OK') taken += 1;
    if (MALFORMED.includes(code) && reason === '' && !isRead(tried.method)) rejected.push(tried);
    const wrong = wrongWith(tried, answered, answered.lived);
    const what = `${pathOf(tried.method)} ${tried.spot.path} = ${tried.what.slice(0, 60)}`;
    return wrong && `${what}: ${wrong}: ${code} ${reason} ${text.slice(0, 200)}`;
  });
  t.diagnostic(`${some.length} of ${all.length} requests by ${methods.length} operations, ${taken} of them taken`);
  assert.deepEqual(found, []);
  assert.ok(taken > some.length / 10, `${taken} taken`);
});

test('a rejected mutation writes nothing', async (t) => {
  const again = shuffled(next, rejected).slice(0, AGAIN);
  // A home where nothing else was tried is small enough to be looked at wholly.
  const quiet = await settle('quiet');
  await caughtUp(SETTLED_MS);
  const asItWas = await quiet.look();
  const found = await complaints(again, async (tried) => {
    const { outcome } = await send(tried, quiet);
    const then = `then ${outcome.code} ${outcome.reason} ${outcome.text.slice(0, 200)}`;
    return MALFORMED.includes(outcome.code)
      ? undefined
      : `${pathOf(tried.method)} ${tried.spot.path} = ${tried.what.slice(0, 60)}: ${then}`;
  });
  t.diagnostic(`${again.length} of ${rejected.length} rejected mutations sent again`);
  assert.ok(again.length > AGAIN / 2, `${again.length} rejected`);
  assert.deepEqual(found, []);
  await caughtUp(SETTLED_MS);
  assert.equal(await quiet.look(), asItWas);
});

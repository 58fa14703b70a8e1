/** Bad input by way of the graph: any JSON in any argument is taken or refused in words, and never as a fault of ours. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type JsonValue, type Message, toJson } from '@bufbuild/protobuf';
import { random, shuffled } from '#infra/local/random.ts';
import { at } from '../stories/household.ts';
import { bearing, complaints, type Outcome } from './denial-ask.ts';
import { nowhere, requestFor } from './denial-cases.ts';
import { askGraphWith, inputOf, operationOf } from './denial-graphql.ts';
import { type Inhabited, inhabit } from './denial-home.ts';
import { guarded, pathOf } from './denial-methods.ts';
import { owner } from './denial-stage.ts';
import { openSigner, type Signer } from './denial-tokens.ts';
import { rawJsonOf } from './input-raw.ts';
import { changed, type Spot, spotsOf } from './input-spots.ts';
import { changesOf } from './input-values.ts';

const SEED = Number(process.env['MELO_INPUT_SEED'] ?? Date.now() % 1_000_000);
/** Of all that could be tried, as much as fits into a run; the seeds of many runs try all of it. */
const TRIES = 1_200;
const STAND_IN = 'the raw value stands here';
const LARGE = 64 * 1024;

const next = random(SEED);
let own: Inhabited;
let signer: Signer;

before(async () => {
  console.log(`bad input for the graph with seed ${SEED} (MELO_INPUT_SEED=${SEED} repeats it)`);
  [own, signer] = [await inhabit('graph'), await openSigner(at)];
});

type Try = { readonly spot: Spot; readonly what: string; readonly input: JsonValue; raw(body: string): string };

/** What ends things is asked about nothing that exists. */
const baseOf = (method: (typeof guarded)[number]): Message =>
  requestFor(method, /^(Delete|Revert)/.test(method.name) ? nowhere() : own.home);

function triesOf(method: (typeof guarded)[number]): Try[] {
  return spotsOf(method.input)
    .filter(({ steps }) => steps.length <= 3)
    .flatMap((spot) => [
      ...changesOf(spot.field).flatMap(({ what, put }): Try[] => {
        try {
          const json = toJson(method.input, changed(spot, baseOf(method), put));
          return [{ spot, what, input: inputOf(method.input, json), raw: (body) => body }];
        } catch {
          // What JSON of protobuf cannot say, such as the number of an enum that there is not.
          return [];
        }
      }),
      ...rawJsonOf(spot.field).map(({ what, raw }): Try => {
        const input = inputOf(method.input, toJson(method.input, baseOf(method)));
        return {
          spot,
          what,
          input: placed(input, spot),
          raw: (body) => body.replace(JSON.stringify(STAND_IN), () => raw),
        };
      }),
    ]);
}

/** The input with a stand-in at the spot. */
function placed(input: JsonValue, { steps, field }: Spot): JsonValue {
  let parent = input as Record<string, JsonValue>;
  for (const { jsonName, fieldKind } of steps.slice(0, -1)) {
    parent[jsonName] ??= fieldKind === 'list' ? [{}] : {};
    const inner = parent[jsonName];
    parent = (Array.isArray(inner) ? inner[0] : inner) as Record<string, JsonValue>;
  }
  parent[field.jsonName] = STAND_IN;
  return input;
}

/** Codes of the graph that blame nobody's process. */
const HONEST =
  /^(OK|InvalidArgument|BadRequest|GraphqlValidationFailed|NotFound|FailedPrecondition|AlreadyExists|Aborted|PermissionDenied|Unauthenticated|ResourceExhausted|OutOfRange)$/;

test('any JSON in any argument is taken, or refused in words', async (t) => {
  const methods = guarded.filter((method) => operationOf(method) && method.name !== 'CreateHousehold');
  const all = methods.flatMap((method) => triesOf(method).map((tried) => ({ method, tried })));
  const some = shuffled(next, all)
    .filter(({ tried }) => JSON.stringify(tried.input).length < LARGE)
    .slice(0, TRIES);
  let taken = 0;
  const found = await complaints(some, async ({ method, tried }) => {
    const token = bearing(await signer.sign(owner(own.home)));
    const outcome: Outcome = await askGraphWith(at, method, tried.input, token, tried.raw);
    if (outcome.code === 'OK') taken += 1;
    if (HONEST.test(outcome.code) && (outcome.code === 'OK' || outcome.text !== '')) return undefined;
    return `${pathOf(method)} ${tried.spot.path} = ${tried.what.slice(0, 60)}: ${outcome.code} ${outcome.text.slice(0, 200)}`;
  });
  t.diagnostic(`${some.length} of ${all.length} requests by ${methods.length} operations, ${taken} of them taken`);
  assert.deepEqual(found, []);
  // It still answers, and as it did.
  assert.equal(
    (await own.person.accounts.listAccounts({})).accounts.some(({ id }) => id === own.home.account),
    true,
  );
});

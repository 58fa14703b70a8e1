/** Invalid input in any field over any protocol is accepted or rejected with a reason, and writes nothing partially. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { DescMethod } from '@bufbuild/protobuf';
import type { CreateHouseholdResponse } from '#gen/melo/users/v1/household_service_pb.ts';
import { until } from '#infra/local/demo/api-client.ts';
import { random, shuffled } from '#infra/local/demo/random.ts';
import { services } from '#infra/topology.ts';
import { deadTopic } from '#kit/events/kafka.ts';
import { isRead } from '#kit/rpc/idempotency.ts';
import { bearing, complaints } from '../authorization/ask.ts';
import { guarded, open, pathOf } from '../authorization/methods.ts';
import { type Inhabited, inhabit } from '../authorization/snapshot.ts';
import { openSigner, type Signer } from '../authorization/tokens.ts';
import { at, spend } from '../e2e/household.ts';
import { unnamed } from '../fixtures/reasons.ts';
import { readRecords } from '../fixtures/records.ts';
import { caughtUp } from '../resilience/caught-up.ts';
import { processes } from '../resilience/stack.ts';
import { openAsking } from './ask.ts';
import { type Request, SHARE, type Try, triesOf } from './attempts.ts';
import { founds, type Lived, openHomes, ownerOf, settle } from './households.ts';
import { judged } from './judge.ts';
import { messageOf, type Outcome, WIRES, type Wire } from './responses.ts';
import { compared } from './round-trip.ts';

const SEED = Number(process.env['MELO_FUZZ_SEED'] ?? Date.now() % 1_000_000);
const SETTLED_MS = 45_000;
/** Refused writes that are sent again, to see that nothing of them is written. */
const AGAIN = 600 * SHARE;
/** Attempts of one input while it is rejected for an unrelated reason. */
const ATTEMPTS = 20;
const OVERTAKEN_MS = 250;
/** Before a file is sent again that found another one of its person being read. */
const BUSY_MS = 100;
/** Texts that a run compares at least with what became of them. */
const COMPARED = 40 * SHARE;

const next = random(SEED);
const asking = openAsking(at.urls.web);
const homes = openHomes('input');
const outcomes: { readonly tried: Try; readonly wire: string; readonly code: string; readonly reason: string }[] = [];
const comparisons: { readonly changed: string | undefined }[] = [];
/** Who lives beside all of it. */
let bystander: Inhabited;
let signer: Signer;
let running: string;
let deadLetters: number;

before(async () => {
  console.log(`bad input with seed ${SEED} (MELO_FUZZ_SEED=${SEED} repeats it)`);
  signer = await openSigner(at);
  bystander = await inhabit('bystander');
  [running, deadLetters] = [await pids(), await letters()];
});
after(() => asking.close());

const pids = async () => (await processes()).map(({ name, pid }) => `${name} ${pid}`).join();
/** Events that services have set aside. */
const letters = async () => {
  const topics = services.flatMap(({ name, consumes }) => consumes.map((topic) => deadTopic(topic, name)));
  const counts = await Promise.all(topics.map(async (topic) => (await readRecords(at.urls.kafka, topic)).length));
  return counts.reduce((sum, count) => sum + count, 0);
};

type Answered = { readonly request: Request; readonly outcome: Outcome };

/** With a token of its own, signed now: none of them is old, however long a run takes. */
async function send(tried: Try, lived: Lived): Promise<Answered> {
  const { method } = tried;
  const request = tried.make(lived.home);
  const token = open.includes(method) ? undefined : await signer.sign(ownerOf(lived));
  const outcome = await asking.ask(request.wire, method, request.body, bearing(token));
  if (founds(method) && outcome.code === 'OK') lived.households.add(foundedBy(method, request.wire, outcome.answer));
  return { request, outcome };
}

const foundedBy = ({ output }: DescMethod, wire: Wire, answer: Buffer): string =>
  (messageOf(output, wire, answer) as CreateHouseholdResponse).household!.id;

/** Sends it to a household with capacity: a limit on the number of resources would reject it unread. */
async function sendWithCapacity(tried: Try): Promise<Answered> {
  for (let attempt = 1; ; attempt++) {
    const lived = await homes.of(tried.method);
    const answered = await send(tried, lived);
    const { reason } = answered.outcome;
    // One file of a person is read at a time; nothing was said of this one yet.
    if (reason === 'IMPORT_BUSY') {
      attempt--;
      await delay(BUSY_MS);
      continue;
    }
    const isFull = reason === 'LIMIT_REACHED' || reason === 'RATE_LIMITED';
    // Another household, founded at the same time by the same person, ended the token; in a moment its answer is here.
    const isOvertaken = reason === 'SESSION_ENDED' && founds(tried.method);
    if (attempt === ATTEMPTS || !(isFull || isOvertaken)) return answered;
    if (isFull) homes.leave(lived.home);
    else await delay(OVERTAKEN_MS);
  }
}

test('input that breaks the contract is rejected with its field, other input is accepted or has a reason', async (t) => {
  const methods = shuffled(next, [...open, ...guarded]);
  const tries = methods.flatMap((method, i) => triesOf(method, i, next));
  const found = await complaints(shuffled(next, tries), async (tried) => {
    const { request, outcome } = await sendWithCapacity(tried);
    outcomes.push({ tried, wire: request.wire, code: outcome.code, reason: outcome.reason });
    const comparison = compared(tried, request, outcome);
    if (comparison) comparisons.push(comparison);
    return judged(tried, request, outcome);
  });
  const limits = outcomes.filter(({ tried }) => tried.kind === 'limit');
  const counts = WIRES.map((one) => [one, limits.filter(({ wire }) => wire === one).length] as const);
  const taken = outcomes.filter(({ code }) => code === 'OK').length;
  t.diagnostic(`${tries.length} requests to ${methods.length} methods, ${taken} of them taken; limits by ${counts}`);
  assert.deepEqual(found, []);
  assert.ok(taken > tries.length / 10, `${taken} taken`);
  for (const [wire, count] of counts) assert.ok(count > limits.length / 8, `${count} of ${limits.length} by ${wire}`);
});

test('each reason that a method gave is named in its contract', async () => {
  assert.deepEqual(await unnamed(outcomes.map(({ tried: { method }, reason }) => ({ method, reason }))), []);
});

test('accepted input is stored exactly as sent', (t) => {
  t.diagnostic(`${comparisons.length} texts compared`);
  assert.ok(comparisons.length >= COMPARED, `${comparisons.length} compared`);
  assert.deepEqual(
    comparisons.flatMap(({ changed }) => changed ?? []),
    [],
  );
});

test('a rejected write writes nothing', async (t) => {
  // Refused for its form alone: what was refused for how things stood, such as an archived account, may be taken later.
  const rejected = outcomes.filter(
    ({ tried, code, reason }) => code === 'InvalidArgument' && reason === '' && !isRead(tried.method),
  );
  const again = shuffled(next, rejected).slice(0, AGAIN);
  // A home where nothing else was tried is small enough to be looked at wholly.
  const quiet = await settle('quiet');
  await caughtUp(SETTLED_MS);
  const asItWas = await quiet.look();
  const taken = await complaints(again, async ({ tried }) => {
    const { outcome } = await send(tried, quiet);
    return outcome.code === 'InvalidArgument'
      ? undefined
      : `${pathOf(tried.method)} ${tried.what}: then ${outcome.code} ${outcome.reason}`;
  });
  t.diagnostic(`${again.length} of ${rejected.length} rejected writes sent again`);
  assert.ok(again.length > AGAIN / 2, `${again.length} rejected`);
  assert.deepEqual(taken, []);
  await caughtUp(SETTLED_MS);
  assert.equal(await quiet.look(), asItWas);
});

test('afterwards every process still runs, nothing was dead-lettered, and a purchase still counts', async () => {
  assert.equal(await pids(), running);
  const { person, home } = bystander;
  const before = await balanceOf(bystander);
  await spend(person, { accountId: home.account, categoryId: home.category, minorUnits: -321n, payee: 'Afterwards' });
  await until('the balance', async () => (await balanceOf(bystander)) === before - 321n || undefined, SETTLED_MS);
  await caughtUp(SETTLED_MS);
  assert.equal(await letters(), deadLetters);
});

const balanceOf = async ({ person, home }: Inhabited): Promise<bigint> =>
  (await person.accounts.batchGetBalances({ ids: [home.account] })).balances[0]!.balance!.minorUnits;

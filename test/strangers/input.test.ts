/** Bad input: whatever stands in whichever field, by whichever wire, is taken or refused in words, and writes nothing by halves. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type DescMethod, fromBinary, fromJsonString, type Message } from '@bufbuild/protobuf';
import { reflect } from '@bufbuild/protobuf/reflect';
import { until } from '#infra/local/person.ts';
import { random, shuffled } from '#infra/local/random.ts';
import { services } from '#infra/map.ts';
import { isRead } from '#kit/act.ts';
import { deadTopic } from '#kit/events/kafka.ts';
import { heard } from '../faults/heard.ts';
import { processes } from '../faults/stack.ts';
import { readRecords } from '../records.ts';
import { at, spend } from '../stories/household.ts';
import { bearing, complaints } from './denial-ask.ts';
import { type Home, nowhere, requestFor } from './denial-cases.ts';
import { type Inhabited, inhabit } from './denial-home.ts';
import { guarded, open, pathOf } from './denial-methods.ts';
import { owner } from './denial-stage.ts';
import { openSigner, type Signer } from './denial-tokens.ts';
import { openAsking, type Told } from './input-ask.ts';
import { type Try, triesOf } from './input-tries.ts';

const SEED = Number(process.env['MELO_INPUT_SEED'] ?? Date.now() % 1_000_000);
const SETTLED_MS = 45_000;
/** Refused writes that are sent again, to see that nothing of them is written. */
const AGAIN = 600;

const next = random(SEED);
const asking = openAsking(at.urls.web);
const outcomes: { readonly tried: Try; readonly told: Told }[] = [];
let own: Inhabited;
/** Whose tokens end with each membership they gain. */
let joiner: Inhabited;
/** Who lives beside all of it. */
let bystander: Inhabited;
let signer: Signer;
let running: string;
let setAside: number;

before(async () => {
  console.log(`bad input with seed ${SEED} (MELO_INPUT_SEED=${SEED} repeats it)`);
  [own, joiner, signer] = [await inhabit('input'), await inhabit('joiner'), await openSigner(at)];
  bystander = await inhabit('bystander');
  [running, setAside] = [await pids(), await letters()];
});
after(() => asking.close());

const pids = async () => (await processes()).map(({ name, pid }) => `${name} ${pid}`).join();
/** Events that services have set aside. */
const letters = async () => {
  const topics = services.flatMap(({ name, listens }) => listens.map((topic) => deadTopic(topic, name)));
  const counts = await Promise.all(topics.map(async (topic) => (await readRecords(at.urls.kafka, topic)).length));
  return counts.reduce((sum, count) => sum + count, 0);
};

/** Ends what it names: asked about nothing that exists, unless the name itself is what is tried. */
const isEnding = ({ name }: DescMethod) => /^(Delete|Revert)/.test(name);
const homeFor = (method: DescMethod): Home =>
  isEnding(method) ? nowhere() : method.name === 'CreateHousehold' ? joiner.home : own.home;

async function send(tried: Try): Promise<Told> {
  const { method, wire, body } = tried;
  const home = method.name === 'CreateHousehold' ? joiner.home : own.home;
  return asking.ask(wire, method, body, bearing(open.includes(method) ? undefined : await signer.sign(owner(home))));
}

/** Codes that say what is wrong with a request that is well formed; each with its reason. */
const HONEST = [
  'NotFound',
  'FailedPrecondition',
  'AlreadyExists',
  'Aborted',
  'PermissionDenied',
  'Unauthenticated',
  'ResourceExhausted',
];

function judged({ method, what, wire, spot, message }: Try, told: Told): string | undefined {
  const { code, reason, fields, text } = told;
  const named = fields.length > 0 || (spot !== undefined && text.includes(spot.field.jsonName));
  const fine =
    code === 'OK' ||
    // What cannot be read at all has no fields yet.
    (code === 'InvalidArgument' && (named || message === undefined)) ||
    // A body that is too large is not read, so nothing of it can be named.
    (code === 'ResourceExhausted' && /too large|maximum/.test(text)) ||
    (HONEST.includes(code) && reason !== '');
  if (fine) return undefined;
  return `${pathOf(method)} ${spot?.path ?? ''} = ${what}, ${wire}: ${code} ${reason} [${fields}] ${text.slice(0, 200)}`;
}

test('whatever is sent is taken, or refused in words that name the field', async (t) => {
  const methods = shuffled(next, [...open, ...guarded]);
  const tries = methods.flatMap((method) => triesOf(method, () => requestFor(method, homeFor(method)), next));
  const found = await complaints(shuffled(next, tries), async (tried) => {
    const told = await send(tried);
    outcomes.push({ tried, told });
    return judged(tried, told);
  });
  const taken = outcomes.filter(({ told }) => told.code === 'OK').length;
  t.diagnostic(`${tries.length} requests to ${methods.length} methods, ${taken} of them taken`);
  assert.deepEqual(found, []);
});

/** What callers write; ids, etags and origins of a resource are Melo's to fill, and are not taken from a request. */
const WRITTEN = ['name', 'note', 'payee', 'institution', 'icon', 'color'];

test('what was taken is what was sent, to the last character', () => {
  const different = outcomes.flatMap(({ tried, told }) => {
    const { spot, message } = tried;
    if (told.code !== 'OK' || !message || !spot || !WRITTEN.includes(spot.field.name)) return [];
    // Of an update only what its mask names is taken.
    if (!tried.method.name.startsWith('Create')) return [];
    const [sent, kept] = [textAt(tried, message, tried.method.input), textKept(tried, told)];
    return sent === undefined || kept === undefined || kept === sent
      ? []
      : [`${pathOf(tried.method)} ${spot.path}: ${JSON.stringify(sent)} became ${JSON.stringify(kept)}`.slice(0, 300)];
  });
  assert.deepEqual(different, []);
});

/** The text at the spot of a message that has the same resource, under whichever name. */
function textAt({ spot }: Try, message: Message, desc: DescMethod['input']): string | undefined {
  const [first, ...steps] = spot!.steps;
  if (!first?.message || first.fieldKind === 'list' || steps.some(({ fieldKind }) => fieldKind === 'list'))
    return undefined;
  const field = desc.fields.find((one) => one.fieldKind === 'message' && one.message === first.message);
  if (!field) return undefined;
  let at = reflect(desc, message, false).get(field as never) as unknown;
  for (const step of steps) at = (at as ReturnType<typeof reflect> | undefined)?.get(step as never);
  return typeof at === 'string' ? at : undefined;
}

function textKept(tried: Try, { answer }: Told): string | undefined {
  const { output } = tried.method;
  const read = tried.wire === 'json' ? fromJsonString(output, answer.toString()) : fromBinary(output, answer);
  return textAt(tried, read, output);
}

/** Refused for its form alone: what was refused for how things stood, such as an archived account, may be taken later. */
const isMalformed = ({ code, reason }: Told): boolean => code === 'InvalidArgument' && reason === '';

test('what is refused writes nothing', async () => {
  await heard(SETTLED_MS);
  const asItWas = await own.look();
  const refused = outcomes.filter(({ tried, told }) => isMalformed(told) && !isRead(tried.method));
  const again = shuffled(next, refused).slice(0, AGAIN);
  const taken = await complaints(again, async ({ tried, told }) => {
    const { code } = await send(tried);
    return code === 'OK' ? `${pathOf(tried.method)} ${tried.what}: first ${told.code}, then taken` : undefined;
  });
  assert.ok(again.length > AGAIN / 2, `${again.length} refused`);
  assert.deepEqual(taken, []);
  await heard(SETTLED_MS);
  assert.equal(await own.look(), asItWas);
});

test('after all of it every process still runs, nothing was set aside, and a purchase still counts', async () => {
  assert.equal(await pids(), running);
  const { person, home } = bystander;
  const before = await balanceOf(bystander);
  await spend(person, home.account, home.category, -321n, 'Afterwards');
  await until('the balance', async () => (await balanceOf(bystander)) === before - 321n || undefined, SETTLED_MS);
  await heard(SETTLED_MS);
  assert.equal(await letters(), setAside);
});

const balanceOf = async ({ person, home }: Inhabited): Promise<bigint> =>
  (await person.accounts.batchGetBalances({ ids: [home.account] })).balances[0]!.balance!.minorUnits;

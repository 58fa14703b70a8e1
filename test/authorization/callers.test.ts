/** Authorization by caller: every method against every caller who may not call it; none of them writes anything. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { afterEach, before, test } from 'node:test';
import { create, type DescMethod, toJsonString } from '@bufbuild/protobuf';
import { createValidator } from '@bufbuild/protovalidate';
import { Audience } from '#gen/melo/access/v1/access_pb.ts';
import { contracts } from '#infra/contracts.ts';
import { until } from '#infra/local/demo/api-client.ts';
import { at } from '../e2e/household.ts';
import { ask, bearing, complaints, waysIn } from './ask.ts';
import { cases, requestFor } from './cases.ts';
import { foreignReferences } from './foreign-references.ts';
import {
  audienceOf,
  callersOf,
  grantedAs,
  guarded,
  hiddenAs,
  inOrder,
  internal,
  leak,
  mentions,
  methods,
  ofRole,
  open,
  pathOf,
  processOf,
  wanted,
  wrongAs,
} from './methods.ts';
import { type Home, nowhere } from './resources.ts';
import { owner, type Stage, setStage } from './setup.ts';
import type { RoleName } from './tokens.ts';

const ways = waysIn(at);
let stage: Stage;

before(async () => {
  stage = await setStage(at);
});
afterEach(() => stage.check());

test('every method has a valid request', async () => {
  const { own } = stage;
  const validator = createValidator();
  const named = Object.entries(cases).flatMap(([service, one]) =>
    Object.keys(one).map((name) => `/${service}/${name}`),
  );
  assert.deepEqual(named.sort(), (await contracts()).map(({ path }) => path).sort());
  assert.deepEqual(methods.map(pathOf).sort(), named);
  for (const method of methods) {
    const { kind, violations } = validator.validate(method.input, requestFor(method, own.home));
    assert.equal(kind, 'valid', `${pathOf(method)}: ${violations}`);
  }
});

test('public methods reject wrong credentials, and an invalid token changes nothing', async () => {
  const { own, signer } = stage;
  const { 'no token': none, 'a changed payload': changed } = await signer.worthless(owner(own.home));
  const all = open.flatMap((method) => [none, changed].map((token) => ({ method, token })));
  const found = await complaints(all, async ({ method, token }) => {
    const outcome = await ask(ways.edge, method, requestFor(method, own.home), bearing(token));
    return (
      wanted('a wrong credential', method, outcome, [wrongAs(method)]) ?? leak('an outsider', method, outcome, own.home)
    );
  });
  assert.deepEqual(found, []);
});

test('a member of another household cannot distinguish this household from one that does not exist', async () => {
  const { own, other, signer } = stage;
  const outsider = async (method: DescMethod) => {
    const token = await signer.sign(owner(other.home));
    const askAbout = (home: Home) => ask(ways.edge, method, requestFor(method, home), bearing(token));
    const outcome = await askAbout(own.home);
    const expected = hiddenAs(method);
    const complaint =
      leak('an outsider', method, outcome, own.home) ?? wanted('an outsider', method, outcome, expected);
    if (complaint || !ofRole.includes(method)) return complaint;
    const absent = await askAbout(nowhere());
    return wanted(`an outsider who compares with ${JSON.stringify(outcome)}`, method, absent, [
      outcome.code,
      outcome.reason,
    ]);
  };
  // A new membership ends the tokens that were signed before it.
  const joins = (method: DescMethod) => method.name === 'CreateHousehold';
  const found = [
    ...(await complaints(
      guarded.filter((method) => !joins(method)),
      outsider,
    )),
    ...(await complaints(guarded.filter(joins), outsider)),
  ];
  assert.deepEqual(found, []);
});

test('a viewer reads and cannot write', async () => {
  const { own, other, signer } = stage;
  const all = ofRole.flatMap((method) =>
    (['VIEWER', 'EDITOR'] as const).flatMap((role) => [true, false].map((elsewhere) => ({ method, role, elsewhere }))),
  );
  // An editor's own writes are no denial.
  const tried = all.filter(({ method, role }) => role === 'VIEWER' || audienceOf(method) > Audience[role]);
  const found = await complaints(tried, async ({ method, role, elsewhere }) => {
    const households: Record<string, RoleName> = {
      ...(elsewhere && { [other.home.household]: 'OWNER' }),
      [own.home.household]: role,
    };
    const token = await signer.sign({ userId: other.home.user, households });
    const outcome = await ask(ways.edge, method, requestFor(method, own.home), bearing(token));
    const who = elsewhere ? `${role}, owner elsewhere` : role;
    return audienceOf(method) <= Audience[role]
      ? wanted(who, method, outcome, ['OK'])
      : wanted(who, method, outcome, ['PermissionDenied', 'ROLE_TOO_LOW']);
  });
  assert.deepEqual(found, []);
});

test('resources of one household cannot be used in another, even by an owner of both', async () => {
  const { own, other, signer } = stage;
  const smuggling = methods.filter((method) => {
    const json = toJsonString(method.input, requestFor(method, own.home, other.home.household));
    return json.includes(other.home.household) && mentions(own.home, json).length > 0;
  });
  assert.ok(smuggling.length >= 5, smuggling.map(pathOf).join());
  const also: Record<string, RoleName>[] = [{}, { [own.home.household]: 'VIEWER' }, { [own.home.household]: 'OWNER' }];
  const all = smuggling.flatMap((method) => also.map((more) => ({ method, more })));
  const found = await complaints(all, async ({ method, more }) => {
    const households: Record<string, RoleName> = { [other.home.household]: 'OWNER', ...more };
    const token = await signer.sign({ userId: other.home.user, households });
    const outcome = await ask(ways.edge, method, requestFor(method, own.home, other.home.household), bearing(token));
    const who = `an owner who names what is another household’s (${Object.values(more)})`;
    const code = audienceOf(method) === Audience.VIEWER ? 'OK' : 'InvalidArgument';
    return leak(who, method, outcome, own.home) ?? wanted(who, method, outcome, [code]);
  });
  assert.deepEqual(found, []);
});

test('an update cannot refer to another household’s resources', async () => {
  const { own, other, signer } = stage;
  const both: Record<string, RoleName> = { [other.home.household]: 'OWNER', [own.home.household]: 'OWNER' };
  for (const [path, fields] of Object.entries(foreignReferences(other.home, own.home))) {
    const method = methods.find((one) => pathOf(one) === path)!;
    const request = create(method.input, { ...fields, requestId: randomUUID() } as never);
    const token = await signer.sign({ userId: other.home.user, households: both });
    const outcome = await ask(ways.edge, method, request, bearing(token));
    assert.equal(wanted('an owner of both', method, outcome, ['InvalidArgument']), undefined);
  }
});

test('the same requests succeed for authorized callers', async () => {
  const { own, signer } = stage;
  stage.end();
  for (const method of inOrder) {
    const token = await signer.sign(owner(own.home));
    const outcome = await ask(ways.edge, method, requestFor(method, own.home), bearing(token));
    assert.equal(wanted('the owner', method, outcome, grantedAs(method)), undefined);
  }
  for (const method of internal) {
    const [caller] = callersOf(method);
    // A claim that was never made is not there, nor is the account of a household that was deleted: only the right process is told.
    const code = ['ClaimMailToken', 'MoveOpening'].includes(method.name) ? 'NotFound' : 'OK';
    const asCaller = async () =>
      ask(await ways.sidecar(processOf(method), caller!), method, requestFor(method, own.home), {});
    // Accounts hear of the deletion by an event.
    if (method.name === 'MoveOpening')
      await until('accounts to erase the household', async () => (await asCaller()).code === code);
    const outcome = await asCaller();
    assert.equal(wanted(caller!, method, outcome, [code]), undefined);
  }
});

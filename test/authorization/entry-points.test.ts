/** Authorization by path: invalid tokens, undeclared processes, the gateway, and tokens of revoked sessions. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { afterEach, before, test } from 'node:test';
import type { DescMethod } from '@bufbuild/protobuf';
import { Audience } from '#gen/melo/access/v1/access_pb.ts';
import { until } from '#infra/local/demo/api-client.ts';
import { EDGE, processes, spiffe } from '#infra/topology.ts';
import { isShown } from '../../mesh/schema/contracts.ts';
import { at } from '../e2e/household.ts';
import { ask, bearing, complaints, waysIn } from './ask.ts';
import { requestFor } from './cases.ts';
import { askGraph, operationOf } from './graphql.ts';
import {
  audienceOf,
  callersOf,
  guarded,
  hiddenAs,
  internal,
  leak,
  methods,
  oneReadOfEach,
  pathOf,
  processOf,
  wanted,
} from './methods.ts';
import { owner, type Stage, setStage } from './setup.ts';
import { EVERYWHERE } from './tokens.ts';

const ways = waysIn(at);
let stage: Stage;

before(async () => {
  stage = await setStage(at);
});
afterEach(() => stage.check());

test('edge and service both accept only a token that is valid in every respect', async () => {
  const { own, signer } = stage;
  const bad = Object.entries(await signer.worthless(owner(own.home)));
  const sidecars = await openSidecars(EDGE);
  const all = guarded.flatMap((method) =>
    bad
      .filter(([what]) => EVERYWHERE.has(what) || oneReadOfEach.includes(method))
      .map(([what, token]) => ({ method, what, token })),
  );
  const found = await complaints(all, async ({ method, what, token }) => {
    const request = requestFor(method, own.home);
    const edge = await ask(ways.edge, method, request, bearing(token));
    const service = await ask(sidecars.get(processOf(method))!, method, request, bearing(token));
    return (
      wanted(`${what} at the edge`, method, edge, ['Unauthenticated']) ??
      wanted(`${what} at the service`, method, service, ['Unauthenticated', 'SIGN_IN_REQUIRED'])
    );
  });
  assert.deepEqual(found, []);
});

test('undeclared processes are denied, with an owner’s token and past the sidecar, too', async () => {
  const { own, signer } = stage;
  const headers = bearing(await signer.sign(owner(own.home)));
  const callers = [EDGE, ...processes.map(({ name }) => name)];
  const sidecars = new Map(await Promise.all(callers.map(async (name) => [name, await openSidecars(name)] as const)));
  const sockets = new Map(processes.map(({ name }) => [name, ways.socket(name)]));
  const wrong = methods.flatMap((method) =>
    [undefined, ...callers]
      .filter((name) => !name || !callersOf(method).includes(name))
      .map((caller) => ({ method, caller })),
  );
  const found = await complaints(wrong, async ({ method, caller }) => {
    const target = processOf(method);
    const request = requestFor(method, own.home);
    const claimed = caller ? { 'x-forwarded-client-cert': `By=${spiffe(target)};URI=${spiffe(caller)}` } : {};
    const past = await ask(sockets.get(target)!, method, request, { ...headers, ...claimed });
    const complaint = wanted(`${caller} past the sidecar`, method, past, ['PermissionDenied', 'PROCESS_REFUSED']);
    if (complaint || !caller) return complaint;
    const rejected = await ask(sidecars.get(caller)!.get(target)!, method, request, headers);
    return wanted(`${caller} at the sidecar`, method, rejected, ['PermissionDenied']);
  });
  const outside = await complaints(internal, async (method) => {
    const outcome = await ask(ways.edge, method, requestFor(method, own.home), headers);
    return wanted('an owner at the edge', method, outcome, ['Unimplemented']);
  });
  assert.deepEqual([...found, ...outside], []);
});

test('the gateway denies what the services deny and has no internal method', async () => {
  const { own, other, signer } = stage;
  const unary = methods.filter(({ methodKind }) => methodKind === 'unary');
  for (const method of unary) assert.equal(operationOf(method) !== undefined, isShown(method), pathOf(method));
  const { 'a changed payload': changed } = await signer.worthless(owner(own.home));
  const shown = guarded.filter((method) => operationOf(method) && method.name !== 'CreateHousehold');
  const viewer = { userId: other.home.user, households: { [own.home.household]: 'VIEWER' as const } };
  const found = await complaints(shown, async (method) => {
    const askAs = (token: string | undefined) => askGraph(at, method, requestFor(method, own.home), bearing(token));
    const outsider = await askAs(await signer.sign(owner(other.home)));
    const writes = audienceOf(method) > Audience.VIEWER;
    return (
      wanted('no token', method, await askAs(undefined), ['Unauthenticated', 'SIGN_IN_REQUIRED']) ??
      wanted('a changed payload', method, await askAs(changed), ['Unauthenticated']) ??
      wanted('an outsider', method, outsider, hiddenAs(method)) ??
      leak('an outsider', method, outsider, own.home) ??
      (writes
        ? wanted('a viewer', method, await askAs(await signer.sign(viewer)), ['PermissionDenied', 'ROLE_TOO_LOW'])
        : undefined)
    );
  });
  assert.deepEqual(found, []);
});

test('every service rejects a token of a revoked session before it expires', async () => {
  const { other, signer } = stage;
  const token = await signer.sign({ ...owner(other.home), sessionId: randomUUID() });
  const askOther = (method: DescMethod) => ask(ways.edge, method, requestFor(method, other.home), bearing(token));
  assert.equal(oneReadOfEach.length, processes.length - 1);
  for (const read of oneReadOfEach) assert.equal((await askOther(read)).code, 'OK');
  assert.equal((await askOther(methods.find(({ name }) => name === 'SignOut')!)).code, 'OK');
  for (const read of oneReadOfEach) {
    const { reason } = await until(`the end of the session at ${pathOf(read)}`, async () => {
      const outcome = await askOther(read);
      return outcome.code !== 'OK' && outcome;
    });
    assert.equal(reason, 'SESSION_ENDED');
  }
});

/** Transports to every process's sidecar with one certificate. */
const openSidecars = async (caller: string) =>
  new Map(await Promise.all(processes.map(async ({ name }) => [name, await ways.sidecar(name, caller)] as const)));

/** Every process calls every other's sidecar: only what topology and contracts declare is admitted. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contracts, isUserMethod, type Method } from '#infra/contracts.ts';
import { addresses } from '#infra/local/addresses.ts';
import { EDGE, gateway, ownerOf, type Process, processes, spiffe } from '#infra/topology.ts';
import { identityOf } from '../../envoy/testing/test-envoy.ts';
import { type Answer, isReached, isShut, type Knocking, knock } from './connect.ts';
import { outsiders } from './identities.ts';

const at = addresses();
const methods = await contracts();
const GRAPHQL = '/graphql';
const callers = [EDGE, ...processes.map(({ name }) => name)];

/** Paths of a process; the gateway has only one. */
const pathsOf = (target: string): readonly string[] =>
  target === gateway.name
    ? [GRAPHQL]
    : methods.filter(({ service }) => ownerOf(service) === target).map(({ path }) => path);

/** Whether map and contract let `caller` make this call. */
function isDeclared(caller: string, target: Process, path: string): boolean {
  if (target.name === gateway.name) return caller === EDGE;
  const calls = processes.find(({ name }) => name === caller)?.calls;
  const method = methods.find((one) => one.path === path)!;
  if (calls && !calls.includes(target.name)) return false;
  return isUserMethod(method) ? caller === EDGE || caller === gateway.name : method.rule.processes.includes(caller);
}

for (const caller of callers) {
  test(`${caller} reaches only the methods that are declared for it`, async () => {
    const identity = await identityOf(at, caller);
    let passed = 0;
    await Promise.all(
      processes.map((target) =>
        atSidecar(target.name, identity, async (sidecar) => {
          for (const path of pathsOf(target.name)) {
            const answer = await sidecar.ask(path);
            const declared = isDeclared(caller, target, path);
            assert.ok((declared ? isReached : isShut)(answer), said(caller, target.name + path, answer));
            passed += Number(declared);
          }
        }),
      ),
    );
    const expected = processes.flatMap((target) =>
      pathsOf(target.name).filter((path) => isDeclared(caller, target, path)),
    );
    assert.equal(passed, expected.length);
    if (caller === EDGE) assert.equal(passed, methods.filter(isUserMethod).length + 1);
  });
}

test('identities that no rule names get no connection or are denied at every path of every sidecar', async () => {
  const { unwelcome, unnamed } = await outsiders(at);
  const heard = new Set<string>();
  await Promise.all(
    processes.map(async ({ name }) => {
      const paths = pathsOf(name);
      for (const { what, identity, alert } of unwelcome) {
        await atSidecar(name, identity, async (sidecar) => {
          const answer = await sidecar.ask(paths[0]!);
          assert.equal(answer.status, 0, said(what, name, answer));
          // A reset may overtake the alert, but not at every sidecar.
          assert.ok(['', alert].includes(answer.body), said(what, name, answer));
          if (answer.body === alert) heard.add(what);
        });
      }
      for (const [what, identity] of Object.entries(unnamed)) {
        await atSidecar(name, identity, async (sidecar) => {
          for (const path of paths) {
            const answer = await sidecar.ask(path);
            assert.ok(isShut(answer), said(what, name + path, answer));
          }
        });
      }
    }),
  );
  assert.deepEqual([...heard].sort(), unwelcome.map(({ what }) => what).sort());
});

test('a sidecar trusts the certificate and no header', async () => {
  const { path } = methods.find((method) => method.rule.processes.length === 1)!;
  const target = ownerOf(path.split('/')[1]!);
  const [allowed] = methods.find((method) => method.path === path)!.rule.processes;
  const forged = {
    'x-forwarded-client-cert': `By=${spiffe(target)};URI=${spiffe(allowed!)}`,
    'x-envoy-internal': 'true',
    'x-forwarded-for': '127.0.0.1',
  };
  for (const caller of callers.filter((name) => name !== allowed)) {
    await atSidecar(target, await identityOf(at, caller), async (sidecar) => {
      const answer = await sidecar.ask(path, forged);
      assert.ok(isShut(answer), said(caller, path, answer));
    });
  }
});

test('no spelling of a path reaches an internal or undeclared method through the edge', async () => {
  const internal = methods.filter((method) => !isUserMethod(method));
  for (const method of internal) {
    const target = ownerOf(method.service);
    await atSidecar(target, await identityOf(at, EDGE), async (sidecar) => {
      for (const path of spellings(method)) {
        const answer = await sidecar.ask(path);
        assert.ok([400, 403, 404].includes(answer.status) && !isReached(answer), said(EDGE, path, answer));
      }
    });
  }
});

test('the edge serves no internal method, whatever certificate the client presents', async () => {
  const internal = methods.filter((method) => !isUserMethod(method)).flatMap(spellings);
  for (const caller of callers) {
    const sidecars = [knock(at.ports.edgeTls, await identityOf(at, caller)), knock(at.ports.edge, undefined)];
    for (const sidecar of sidecars) {
      for (const path of internal) {
        const answer = await sidecar.ask(path);
        assert.ok([400, 404].includes(answer.status) && !isReached(answer), said(caller, path, answer));
      }
      sidecar.close();
    }
  }
});

/** Ways of writing a method's path that a careless proxy would read as that path. */
const spellings = ({ path, service, method }: Method): string[] => [
  path,
  `/${path}`,
  `${path}/`,
  `//${service}//${method}`,
  `/melo.users.v1.UserService/..${path}`,
  `/./${service}/./${method}`,
  `/${service}%2f${method}`,
  `/${service}%2F${method}`,
  `/${service}/%2e%2e${path}`,
  `/${service}\\${method}`,
  `${path}?x=/melo.users.v1.UserService/GetMe`,
  `/${service}/${method.toLowerCase()}`,
  `/${service}/NoSuchMethod`,
  '/grpc.health.v1.Health/Check',
];

async function atSidecar(
  name: string,
  identity: Parameters<typeof knock>[1],
  work: (sidecar: Knocking) => Promise<void>,
) {
  const sidecar = knock(at.ports.sidecar[name]!, identity);
  try {
    await work(sidecar);
  } finally {
    sidecar.close();
  }
}

const said = (who: string, where: string, answer: Answer): string =>
  `${who} at ${where}: ${answer.status} ${answer.body.slice(0, 200)}`;

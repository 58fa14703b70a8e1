/** Envoys as they are in containers: they find each other by name, and answer health checks without a certificate. */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { Health, HealthCheckResponse_ServingStatus as Status } from '#gen/grpc/health/v1/health_pb.ts';
import { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { envoyFiles } from '#infra/containers/envoy-files.ts';
import type { Addresses } from '#infra/local/addresses.ts';
import { EDGE } from '#infra/topology.ts';
import { ensurePki } from './pki/pki.ts';
import { forget, freshAddresses, type Running, startEnvoy, startProcess, until } from './testing/test-envoy.ts';

const NAME = 'users';
/** Free in the block of ports; see infra/local/addresses.ts. */
const PROBES = { [NAME]: 13, [EDGE]: 15 } as const;

let at: Addresses;
const running: Running[] = [];
const checked: string[] = [];

before(async () => {
  at = await freshAddresses();
  await ensurePki(at.home);
  await mkdir(at.envoy, { recursive: true });
  for (const name of [NAME, EDGE] as const) await writeFiles(name);
  running.push(
    await startProcess(at, NAME, (router) => {
      router.service(Health, {
        check({ service }) {
          checked.push(service);
          return { status: service === 'liveness' ? Status.SERVING : Status.NOT_SERVING };
        },
      });
      router.service(AuthService, { verifyEmail: () => ({}) });
    }),
    await startEnvoy(at, NAME),
    await startEnvoy(at, EDGE),
  );
});

after(async () => {
  for (const one of running.reverse()) await one.stop();
  await forget(at);
});

/** Here all share the loopback, so only the ports for probes differ. */
async function writeFiles(name: keyof typeof PROBES): Promise<void> {
  const ports = { probes: at.base + PROBES[name], drain: at.base + PROBES[name] + 1 };
  const settings = { isProduction: false, trustedHops: 0, callsPerAddress: 0 };
  const all = await envoyFiles(
    { ...at, network: { host: () => 'localhost', ports } },
    { collector: undefined, settings },
  );
  for (const [file, content] of Object.entries(all.find((one) => one.name === name)!.files))
    await writeFile(join(at.envoy, file), JSON.stringify(content));
}

const probe = () => createGrpcTransport({ baseUrl: `http://127.0.0.1:${at.base + PROBES[NAME]}` });

test('a gRPC probe reaches the health service of the process, by the name of the check', async () => {
  const health = createClient(Health, probe());
  assert.equal((await health.check({ service: 'liveness' })).status, Status.SERVING);
  assert.equal((await health.check({ service: 'readiness' })).status, Status.NOT_SERVING);
  assert.deepEqual(checked, ['liveness', 'readiness']);
});

test('the port for probes has no other method', async () => {
  await assert.rejects(createClient(AuthService, probe()).verifyEmail({}), (error) => {
    assert.equal(ConnectError.from(error).code, Code.Unimplemented);
    return true;
  });
});

test('the edge finds a sidecar by its name and calls it with its certificate', async () => {
  const call = () =>
    fetch(`http://127.0.0.1:${at.ports.edge}/melo.users.v1.AuthService/VerifyEmail`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
  await until(async () => (await call()).status === 200);
});

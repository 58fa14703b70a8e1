/** A client of others in Go, made by buf and connect-go from proto/, over the edge's TLS port, by Connect and by gRPC. */
import { randomUUID } from 'node:crypto';
import { cpSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { checkout } from '#infra/local/addresses.ts';
import { run } from '#infra/local/supervisor/run.ts';
import { at } from '../e2e/household.ts';
import { goTools } from './tools.ts';
import { assertVisit, invitation, type Visit } from './visit.ts';

const MODULE = 'melo.example/client';

let made: string;
let visitor: string;

before(async () => {
  made = await mkdtemp(join(tmpdir(), 'melo-go-'));
  visitor = join(made, 'visit');
  cpSync(join(import.meta.dirname, 'go'), made, { recursive: true });
  const go = await goTools(at);
  const plugins = await Promise.all([go.tool('protoc-gen-go'), go.tool('protoc-gen-connect-go')]);
  const template = {
    version: 'v2',
    managed: { enabled: true, override: [{ file_option: 'go_package_prefix', value: `${MODULE}/gen` }] },
    plugins: plugins.map((local) => ({ local, out: 'gen', opt: ['paths=source_relative'] })),
  };
  await run(join(checkout, 'node_modules/.bin/buf'), ['generate', '--template', JSON.stringify(template), '-o', made], {
    cwd: checkout,
  });
  await go.run(['build', '-trimpath', '-buildvcs=false', '-o', visitor, '.'], made);
});
after(() => rm(made, { recursive: true, force: true }));

for (const protocol of ['connect', 'grpc']) {
  test(`a Go client made from proto/ lives with Melo by ${protocol}, to the last minor unit`, async () => {
    const email = `go.${protocol}.${randomUUID().slice(0, 8)}@example.com`;
    assertVisit(JSON.parse(await run(visitor, [...invitation(email), protocol])) as Visit);
  });
}

/** The public conformance suite of Connect, gRPC and gRPC-Web against Melo's RPC server and its transport within the mesh. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { run } from '#infra/local/supervisor/run.ts';
import { at } from '../e2e/household.ts';
import { goTools } from './tools.ts';

const FOLDER = `${import.meta.dirname}/conformance`;

/**
 * connect-node 2.2 never answers a client stream whose message is too large while the client waits to be read. Melo has no
 * client stream but gRPC reflection, whose stream the edge ends when it is idle.
 */
const HANGS = [
  'Server Message Size/**/client-stream/first-request-exceeds-server-limit',
  'Server Message Size/**/client-stream/subsequent-request-exceeds-server-limit',
  'Server Message Size/**/bidi-stream/**/first-request-exceeds-server-limit',
  'Server Message Size/**/bidi-stream/**/subsequent-request-exceeds-server-limit',
];
/** connect-node 2.2 reports a broken stream as INVALID_ARGUMENT. */
const FAILING = ['incomplete-message', 'incomplete-message-prefix', 'no-end-stream'].map(
  (name) => `Connect Unexpected Responses/**/server-stream/${name}`,
);

let runner: string;

before(async () => {
  const go = await goTools(at);
  runner = await go.tool('connectconformance');
});

const conformance = (mode: string, config: string, options: readonly string[]): Promise<string> =>
  run(runner, ['--mode', mode, '--conf', config, ...options, '--', process.execPath, `${mode}.ts`], { cwd: FOLDER });

/** Fails when a case that is expected to pass does not. */
function assertPassed(output: string, atLeast: number): void {
  const [, passed] = /(\d+) passed, 0 failed/.exec(output) ?? assert.fail(output);
  assert.ok(Number(passed) >= atLeast, `${passed} cases ran`);
}

test('the server answers as Connect, gRPC and gRPC-Web demand', async () => {
  const leftOut = HANGS.flatMap((pattern) => ['--skip', pattern]);
  assertPassed(await conformance('server', 'server-config.yaml', leftOut), 1_200);
});

test('the client within the mesh does what Connect demands', async () => {
  const failing = FAILING.flatMap((pattern) => ['--known-failing', pattern]);
  assertPassed(await conformance('client', 'client-config.yaml', failing), 95);
});

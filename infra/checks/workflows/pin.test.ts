/** Looking an action up, and pinning it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actionProblems, readActions } from './actions.ts';
import { lookedUp, repinned } from './pin.ts';
import { workflowFiles } from './workflow.ts';

const commit = 'a'.repeat(40);
const yaml =
  'inputs:\n  path: { required: true }\n  key: { required: true, default: x }\n  fast:\n    description: y\n';

test('commit and inputs are those of the version, in the folder of the action', async () => {
  const paths: string[] = [];
  const action = await lookedUp('github/codeql-action/init', 'v4.0.0', async (path) => {
    paths.push(path);
    return path.includes('/commits/') ? commit : yaml;
  });
  assert.deepEqual(action, { version: 'v4.0.0', commit, inputs: ['fast', 'key', 'path'], required: ['path'] });
  assert.deepEqual(paths, [
    'repos/github/codeql-action/commits/v4.0.0',
    `repos/github/codeql-action/contents/init/action.yml?ref=${commit}`,
  ]);
});

test('a version that is not there is an error', () =>
  assert.rejects(
    lookedUp('actions/checkout', 'v99', async () => '{"message": "No commit found"}'),
    /has no version v99/,
  ));

test('another version is written wherever the action is used, and nowhere else', () => {
  const [file] = workflowFiles().filter(({ name }) => name === 'test.yml');
  const next = { ...readActions()['actions/checkout']!, commit, version: 'v6.0.0' };
  const text = repinned(file!.text, 'actions/checkout', next);
  assert.ok(text.includes(`uses: actions/checkout@${commit} # v6.0.0\n`));
  assert.equal(repinned(text, 'actions/checkout', readActions()['actions/checkout']!), file!.text);
  // Only actions.json does not know it yet.
  assert.ok(actionProblems({ name: 'test.yml', text }).every((problem) => problem.startsWith('actions/checkout@')));
});

/** The workflows follow the policy, and faults in them are found. actionlint, shellcheck and zizmor run in check:infra. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { checkout } from '../../local/addresses.ts';
import { expression, type Fault, withFault } from './faults.ts';
import { workflowProblems } from './policy.ts';
import { readWorkflow, stepsOf, workflowFiles } from './workflow.ts';

test('all workflows follow the policy', () => {
  assert.deepEqual(workflowFiles().flatMap(workflowProblems), []);
});

const jobOf = (file: string, job: string) =>
  readWorkflow(workflowFiles().find(({ name }) => name === file)!).jobs[job]!;

test('a deployment is checked from outside, recorded when it passes, and taken back when it does not', () => {
  const job = jobOf('deploy.yml', 'deploy');
  const named = stepsOf(job).filter(({ name }) => name !== undefined);
  assert.deepEqual(
    named.map(({ name }) => name),
    ['Find the release that runs', 'Roll out', 'Smoke test', 'Record the release', 'Return to the former release'],
  );
  const back = named.at(-1)!;
  assert.match(String(back['if']), /^failure\(\) && steps\.rollout\.outcome != 'skipped'/);
  assert.match(String(back.run), /roll-out\.sh "\$FORMER" && infra\/release\/smoke\.sh$/);
  // Approval, and the subject of the role's trust, come from the environment.
  assert.match(JSON.stringify(job['environment']), /inputs\.environment/);
});

test('code of others runs without credentials: a job that builds has no token for AWS and no right to write', () => {
  for (const name of ['image', 'packages']) {
    const job = jobOf('release.yml', name);
    assert.deepEqual(job.permissions, { contents: 'read' }, name);
    assert.equal(job['environment'], undefined, name);
  }
});

test('production waits for staging, and both for what is published', () => {
  assert.deepEqual(jobOf('release.yml', 'production')['needs'], ['version', 'staging']);
  assert.deepEqual(jobOf('release.yml', 'staging')['needs'], ['version', 'publish-image', 'publish-packages']);
});

test('.ci/run is the whole test', () => {
  const runs = Object.values(readWorkflow(workflowFiles().find(({ name }) => name === 'test.yml')!).jobs).flatMap(
    (job) => stepsOf(job).flatMap(({ run }) => run ?? []),
  );
  assert.deepEqual(runs, ['npm run check', 'npm run test:unit', '.ci/run', 'npm run check:infra']);
});

test('requirements of pip that workflows install have hashes', () => {
  for (const name of globSync('.github/*-requirements.txt', { cwd: checkout })) {
    const text = readFileSync(join(checkout, name), 'utf8');
    const packages = text.split(/\n(?=\w)/).filter((line) => /^\w/.test(line));
    assert.ok(packages.length > 0, name);
    for (const one of packages) assert.match(one, /^[\w.-]+==\S+[\s\\]+--hash=sha256:[0-9a-f]{64}/, name);
  }
});

test('what release-please writes the version into has the version of today', () => {
  const json = (path: string) => JSON.parse(readFileSync(join(checkout, path), 'utf8'));
  const { version } = json('package.json') as { version: string };
  const { packages } = json('.github/release-please-config.json');
  const files = packages['.']['extra-files'] as { type: string; path: string; jsonpath: string }[];
  assert.equal(json('.github/release-please-manifest.json')['.'], version);
  for (const { path, jsonpath } of files) {
    const content = parse(readFileSync(join(checkout, path), 'utf8')) as Record<string, unknown>;
    assert.equal(content[jsonpath.replace('$.', '')], version, `${path} ${jsonpath}`);
  }
});

const CHECKOUT = /actions\/checkout@[0-9a-f]{40}/;
const zeros = '0'.repeat(40);

const faults: readonly Fault[] = [
  ['an action by tag', 'test.yml', CHECKOUT, 'actions/checkout@v5', /actions\/checkout@v5 is not pinned/],
  ['an action by branch', 'release.yml', CHECKOUT, 'actions/checkout@main', /is not pinned by commit/],
  ['another commit of an action', 'test.yml', CHECKOUT, `actions/checkout@${zeros}`, /is not the commit/],
  ['another version in the comment', 'test.yml', '# v5.0.0', '# v4.0.0', /does not name its version, v5\.0\.0/],
  ['an action that nobody chose', 'test.yml', CHECKOUT, `some/action@${zeros}`, /some\/action is not in actions\.json/],
  ['an unknown input', 'deploy.yml', 'role-to-assume:', 'role-to-asume:', /has no input role-to-asume/],
  ['a missing input', 'deploy.yml', /aws-region: .*\n/, '', /needs the input aws-region/],
  ['no timeout', 'test.yml', /timeout-minutes: 15\n/, '\n', /check has no timeout/],
  ['a machine that changes', 'test.yml', 'ubuntu-24.04', 'ubuntu-latest', /check has no fixed machine/],
  [
    'write-all',
    'test.yml',
    '    permissions:\n      contents: read',
    '    permissions: write-all',
    /permissions "write-all"/,
  ],
  [
    'write-all by default',
    'test.yml',
    'permissions:\n  contents: read',
    'permissions: write-all',
    /by default, jobs may do more/,
  ],
  [
    'no permissions',
    'test.yml',
    '    permissions:\n      contents: read\n',
    '',
    /check does not say what its token may do/,
  ],
  [
    'a permission too much',
    'test.yml',
    'contents: read\n    steps',
    'contents: write\n    steps',
    /does not need the permission contents/,
  ],
  [
    'no permission for OpenID Connect',
    'deploy.yml',
    '      id-token: write\n',
    '',
    /a role of AWS without the permission id-token/,
  ],
  [
    'no permission for attestations',
    'release.yml',
    '      attestations: write\n',
    '',
    /without the permission attestations/,
  ],
  [
    'no permission for the release',
    'release.yml',
    '      contents: write\n',
    '',
    /a release without the permission contents/,
  ],
  ['no concurrency', 'deploy.yml', /^concurrency:\n(?: .*\n)+/m, '', /no concurrency group/],
  ['a shell that ignores failures', 'release.yml', /^defaults:\n(?: .*\n)+/m, '', /ignores failures before a pipe/],
  ['a dangerous trigger', 'test.yml', 'pull_request:', 'pull_request_target:', /starts at pull_request_target/],
  [
    'a script injection',
    'test.yml',
    'run: npm run check',
    `run: echo ${expression('github.event.pull_request.title')}`,
    /puts an expression into a script/,
  ],
  [
    'an expression in a script',
    'release.yml',
    '"$VERSION" packages',
    `${expression('inputs.version')} packages`,
    /puts an expression/,
  ],
  [
    'a password',
    'release.yml',
    '          IMAGE:',
    '          REGISTRY_PASSWORD: kX9-wallaby\n          IMAGE:',
    /REGISTRY_PASSWORD is in plain text/,
  ],
  [
    'an access key',
    'release.yml',
    '          IMAGE:',
    `          ID: AKIA${'A'.repeat(16)}\n          IMAGE:`,
    /a credential is in plain text/,
  ],
  [
    'an address with a password',
    'release.yml',
    '          IMAGE:',
    '          AT: https://melo:kX9@example\n          IMAGE:',
    /a credential is in plain text/,
  ],
  ['a key of AWS', 'deploy.yml', 'role-to-assume:', 'aws-access-key-id:', /a key that does not expire/],
  [
    'all secrets for a called workflow',
    'release.yml',
    '    with:\n      environment: staging',
    '    secrets: inherit\n    with:\n      environment: staging',
    /gets all secrets/,
  ],
  [
    'a token in the checkout',
    'test.yml',
    'persist-credentials: false',
    'persist-credentials: true',
    /leaves the token/,
  ],
  ['the latest Helm', 'release.yml', 'helm@v3.22.0', 'helm@latest', /installs whatever is the latest/],
  ['the latest image', 'test.yml', 'run: .ci/run', 'run: docker run node:latest', /installs whatever is the latest/],
  [
    'an image without a digest',
    'test.yml',
    '    timeout-minutes: 90',
    '    container: node:26\n    timeout-minutes: 90',
    /node:26 without a digest/,
  ],
  [
    'a service without a digest',
    'test.yml',
    '    timeout-minutes: 90',
    '    services: { db: { image: "postgres:18" } }\n    timeout-minutes: 90',
    /postgres:18 without a digest/,
  ],
  ['Python packages without hashes', 'deploy.yml', ' --require-hashes', '', /installs from pip without hashes/],
  [
    'npm packages without a version',
    'test.yml',
    'run: npm run check',
    'run: npm install --global npm',
    /installs from npm without a version/,
  ],
  [
    'a downloaded script',
    'test.yml',
    'run: npm run check',
    'run: curl -s https://example | bash',
    /runs a script that it downloads/,
  ],
];

describe('a fault in a workflow is found:', () => {
  for (const fault of faults)
    test(fault[0], () => assert.match(workflowProblems(withFault(fault)).join('\n'), fault[4]));
});

/** The scripts of a release and of a deployment, with stand-ins for AWS, Terraform, Ansible and the registries. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Answer, runScript } from './testing.ts';

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const NOT_THERE = 'An error occurred (ImageNotFoundException) when calling DescribeImages';
const env = {
  MELO_ENVIRONMENT: 'staging',
  MELO_REGISTRY: 'registry.example/melo-staging',
  MELO_STATE_BUCKET: 'state',
  MELO_SETTINGS: '{"zone": "melo.example", "alarm_emails": ["a@melo.example"]}',
  MELO_SIGNER: 'signer',
};
/** Of the programs that the machine of a workflow has, the one that a machine of development may lack. */
const skip = spawnSync('jq', ['--version']).status !== 0 && 'there is no jq';

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'melo-release-test-'));
  mkdirSync(join(folder, 'web/assets'), { recursive: true });
  writeFileSync(join(folder, 'web/index.html'), '');
  writeFileSync(join(folder, 'digest'), digest('a'));
  spawnSync('tar', ['-cf', join(folder, 'image.tar'), '-C', folder, 'digest']);
});
after(() => rmSync(folder, { recursive: true }));

describe('publish-web.sh', () => {
  test('hashed files come first and never change; the page comes last and is not cached; nothing is deleted', () => {
    const { calls, status } = runScript(
      'publish-web.sh',
      [join(folder, 'web'), 'bucket', 'D1'],
      [{ when: /create-invalidation/, prints: 'I1' }],
    );
    assert.equal(status, 0);
    const [assets, others, page, invalidate, wait] = calls;
    assert.match(assets!, /--cache-control public, max-age=31536000, immutable .*s3:\/\/bucket\/assets$/);
    assert.match(others!, /--cache-control no-cache --exclude assets\/\* --exclude index\.html .*s3:\/\/bucket$/);
    assert.match(page!, /--cache-control no-cache .*index\.html s3:\/\/bucket\/index\.html$/);
    assert.match(invalidate!, /create-invalidation --distribution-id D1/);
    assert.match(wait!, /wait invalidation-completed --distribution-id D1 --id I1/);
    assert.doesNotMatch(calls.join('\n'), /--delete|s3 rm/);
  });
});

describe('push-image.sh', () => {
  const push = (answer: Answer) =>
    runScript('push-image.sh', ['registry.example/melo-staging/edge', '1.2.3', folder], [answer]);

  test('an image is pushed with the digest that it was built with', () => {
    const { calls, status } = push({ when: /describe-images/, fails: NOT_THERE });
    assert.equal(status, 0);
    assert.match(
      calls.at(-1)!,
      /^skopeo copy --quiet --preserve-digests dir:\S+ docker:\/\/registry\.example\/melo-staging\/edge:1\.2\.3$/,
    );
  });
  test('a repeated run pushes nothing', () => {
    const { calls, status } = push({ when: /describe-images/, prints: digest('a') });
    assert.equal(status, 0);
    assert.ok(calls.every((call) => !call.startsWith('skopeo')));
  });
  test('a tag that has another image is an error', () => {
    const { status, stderr } = push({ when: /describe-images/, prints: digest('b') });
    assert.equal(status, 1);
    assert.match(stderr, /is sha256:b+ already; this build is sha256:a+/);
  });
  test('an error of the registry is not taken for a free tag', () => {
    const { calls, status, stderr } = push({ when: /describe-images/, fails: 'AccessDeniedException' });
    assert.notEqual(status, 0);
    assert.match(stderr, /AccessDenied/);
    assert.ok(calls.every((call) => !call.startsWith('skopeo')));
  });
});

describe('push-bundles.sh', () => {
  test('the bucket of releases gets what was packed, by its paths', () => {
    const { calls, status } = runScript('push-bundles.sh', ['releases', join(folder, 'image.tar')], []);
    assert.equal(status, 0);
    assert.match(calls.join('\n'), /^aws s3 cp --only-show-errors --recursive \S+ s3:\/\/releases$/);
  });
});

describe('deployed.sh', () => {
  const read = (answer: Answer) => runScript('deployed.sh', [], [answer], env);
  test('the release that passed last', () => {
    assert.equal(read({ when: /get-parameter/, prints: '1.2.3' }).stdout, 'version=1.2.3\n');
  });
  test('no release before the first one', () => {
    const { stdout, status } = read({ when: /get-parameter/, fails: '(ParameterNotFound)' });
    assert.deepEqual([stdout, status], ['version=\n', 0]);
  });
  test('an error is not taken for a first release', () => {
    assert.equal(read({ when: /get-parameter/, fails: 'AccessDenied' }).status, 1);
  });
});

describe('transactions.sh', { skip }, () => {
  const wait = (image: string) =>
    runScript(
      'transactions.sh',
      ['cluster', 'transactions', '1.2.3'],
      [
        { when: /describe-images/, prints: digest('a') },
        { when: /describe-services/, prints: 'task:7' },
        { when: /describe-task-definition --task-definition task:7/, prints: `${env.MELO_REGISTRY}/service@${image}` },
      ],
      env,
    );
  test('the image of the release runs', () => assert.equal(wait(digest('a')).status, 0));
  test('a return of ECS to the former task is an error', () => {
    const { status, stderr } = wait(digest('b'));
    assert.equal(status, 1);
    assert.match(stderr, /returned to the former release/);
  });
});

describe('plan.sh', { skip }, () => {
  const plan = (answers: readonly Answer[]) => runScript('plan.sh', [], answers, env);
  test('the plan of the release that runs, without its progress and without a lock', () => {
    const { calls, stdout, status } = plan([
      { when: /get-parameter/, prints: '1.2.3' },
      { when: /describe-images .*imageTag=1\.2\.3/, prints: digest('a') },
      { when: /terraform plan/, prints: 'x: Refreshing state...\nTerraform will perform the following actions:\n+ y' },
    ]);
    assert.equal(status, 0);
    assert.equal(stdout, '### staging\n\n```\nTerraform will perform the following actions:\n+ y\n\n```\n');
    assert.ok(calls.includes('terraform init -input=false -no-color -backend-config=bucket=state'));
    assert.ok(calls.includes('terraform plan -input=false -no-color -lock=false'));
  });
  test('a plan that fails is an error', () => {
    const { status } = plan([
      { when: /get-parameter/, prints: '1.2.3' },
      { when: /describe-images/, prints: digest('a') },
      { when: /terraform plan/, fails: 'Error: Unsupported argument' },
    ]);
    assert.notEqual(status, 0);
  });
  test('before the first release there is none', () => {
    const { calls, stdout, status } = plan([{ when: /get-parameter/, fails: '(ParameterNotFound)' }]);
    assert.equal(status, 0);
    assert.match(stdout, /No release was deployed to staging yet/);
    assert.ok(calls.every((call) => !call.startsWith('terraform')));
  });
});

describe('roll-out.sh', { skip }, () => {
  const answers: Answer[] = [
    { when: /describe-images .*imageTag=1\.2\.3/, prints: digest('a') },
    { when: /describe-images .*imageTag=1\.2\.2/, prints: digest('b') },
    { when: /terraform output -json auto_scaling_groups/, prints: '{"users": "u", "edge": "e"}' },
    { when: /terraform output -json fargate/, prints: '{"cluster": "c", "service": "s"}' },
    { when: /terraform output -json release/, prints: '{"bucket": "r", "web_bucket": "w", "distribution": "D1"}' },
    { when: /describe-services/, prints: 'task:7' },
    { when: /describe-task-definition/, prints: digest('a') },
  ];
  const shown =
    /cosign verify|terraform apply|put-parameter .*release|ansible-playbook|wait services-stable|s3 cp .*web\.tar\.gz/;
  const rollOut = (args: readonly string[], given: readonly Answer[] = answers) => {
    const { calls, ...rest } = runScript('roll-out.sh', args, given, env);
    return {
      ...rest,
      steps: calls.flatMap((call) => shown.exec(call)?.[0].split(' ').slice(0, 2).join(' ') ?? []),
      calls,
    };
  };

  test('forward, hosts are new before transactions is, and the web app comes last', () => {
    const { steps } = rollOut(['1.2.3', '1.2.2']);
    assert.deepEqual(steps, [
      ...['cosign verify', 'cosign verify', 'terraform apply', 'put-parameter --name', 'put-parameter --name'],
      ...['ansible-playbook', 'terraform apply', 'wait services-stable', 's3 cp'],
    ]);
  });
  test('on the way back, transactions is first', () => {
    const { steps } = rollOut(['1.2.3']);
    assert.equal(steps.filter((step) => step === 'terraform apply').length, 1);
    assert.ok(steps.indexOf('terraform apply') < steps.indexOf('ansible-playbook'));
  });
  test('Terraform gets the images by digest and the settings of the environment', () => {
    const { settings } = rollOut(['1.2.3', '1.2.2']);
    const images = (letter: string) => ({
      service: `${env.MELO_REGISTRY}/service@${digest(letter)}`,
      sidecar: `${env.MELO_REGISTRY}/edge@${digest(letter)}`,
    });
    assert.deepEqual(
      settings.map(({ TF_VAR_images }) => JSON.parse(TF_VAR_images!)),
      [images('b'), images('a')],
    );
    assert.equal(settings[0]!['TF_VAR_zone'], 'melo.example');
    assert.deepEqual(JSON.parse(settings[0]!['TF_VAR_alarm_emails']!), ['a@melo.example']);
    assert.match(settings[0]!['TF_VAR_redis_password']!, /^[0-9a-f]{64}$/);
  });
  test('hosts get the version', () => {
    const { calls } = rollOut(['1.2.3', '1.2.2']);
    assert.ok(calls.includes('ansible-playbook -i inventories/aws playbooks/release.yml -e melo_release=1.2.3'));
  });
  test('an image that this repository did not sign changes nothing', () => {
    const { steps, status } = rollOut(
      ['1.2.3', '1.2.2'],
      [{ when: /cosign verify/, fails: 'no signatures' }, ...answers],
    );
    assert.notEqual(status, 0);
    assert.deepEqual(steps, ['cosign verify']);
  });
  test('what is no version is rejected', () => {
    for (const version of ['latest', '1.2', '1.2.3; true', '']) {
      const { calls, status } = rollOut([version]);
      assert.deepEqual([calls, status], [[], 1], version);
    }
  });
  test('hosts that stay on the former release end it before transactions', () => {
    const { steps, status } = rollOut(
      ['1.2.3', '1.2.2'],
      [{ when: /ansible-playbook/, fails: 'unhealthy' }, ...answers],
    );
    assert.notEqual(status, 0);
    assert.equal(steps.at(-1), 'ansible-playbook');
  });
});

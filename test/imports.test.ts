/** Imports point one way: main → routes, consume → rules, store → gen, kit. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { checkout } from '#infra/local/addresses.ts';
import { services } from '#infra/map.ts';

/** Where files that do I/O stand; everything else in a service is a rule. */
const DOING =
  /(^|\/)(main|worker|store|consume|routes|mailer|listen|sessions|token|passwords|purge|testing|fanout|watch)(\.ts$|\/)|routes\/|migrations\//;
const IO =
  /^(node:(?!crypto|util|assert|test)|pg$|mariadb|mongodb|ioredis|@mikro-orm|@aws-sdk|kafkajs|nodemailer|#kit\/(orm|events|client|serve|room|config|log))/;

const files = globSync('{services,mesh,envoy,infra}/**/*.ts', { cwd: checkout }).filter(
  (file) => !file.endsWith('.test.ts'),
);

function importsOf(file: string): string[] {
  const source = readFileSync(join(checkout, file), 'utf8');
  return [...source.matchAll(/^(?:import|export)\b(?! type)[^'"]*?from '([^']+)'|^import '([^']+)'/gm)].map(
    (match) => match[1] ?? match[2]!,
  );
}

const roomOf = (file: string): string | undefined => /^services\/([^/]+)\//.exec(file)?.[1];

test('no service imports another, and the kit imports none', () => {
  for (const file of files) {
    const room = roomOf(file);
    if (!room) continue;
    for (const name of importsOf(file)) {
      const target = name.startsWith('.') ? roomOf(normalize(join(dirname(file), name))) : undefined;
      assert.ok(target === undefined || target === room, `${file} imports ${name}`);
      assert.ok(!/^#(?!gen|kit|infra)/.test(name), `${file} imports ${name}`);
    }
  }
});

test('the kit knows no domain but the users that call', () => {
  for (const file of files.filter((name) => name.startsWith('services/kit/'))) {
    for (const name of importsOf(file)) {
      const domain = /^#gen\/melo\/(\w+)\//.exec(name)?.[1];
      assert.ok(domain === undefined || ['money', 'access', 'users'].includes(domain), `${file} imports ${name}`);
    }
  }
});

test('rules do no I/O', () => {
  const rules = files.filter((file) => roomOf(file) && roomOf(file) !== 'kit' && !DOING.test(file));
  assert.ok(rules.length >= services.length);
  for (const file of rules) {
    for (const name of importsOf(file)) assert.doesNotMatch(name, IO, `${file} imports ${name}`);
  }
});

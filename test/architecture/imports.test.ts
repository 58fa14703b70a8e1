/** Imports point one way: main → routes, consume → rules, store → gen, kit. What a file may import follows from its role. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { checkout } from '#infra/local/addresses.ts';
import { services } from '#infra/topology.ts';

/** Modules that reach a network, a disk, a thread or a store. */
const IO =
  /^(node:(?!crypto|util|assert|test)|pg$|mariadb|mongodb|ioredis|@mikro-orm|@aws-sdk|kafkajs|nodemailer|#kit\/(service|workers|store\/(sql|mongo|dynamo))\/|#kit\/rpc\/(client|dependency)\.ts|#kit\/events\/(?!event|resource-change|tombstone))/;
/** Domains of which the kit knows the contracts: amounts, access rules, and the users who call. */
const KIT_DOMAINS: readonly string[] = ['money', 'access', 'users'];

type Import = { readonly file: string; readonly name: string; readonly isType: boolean; readonly target: string };

const files = globSync('{services,mesh,envoy,infra}/**/*.ts', { cwd: checkout }).filter(
  (file) => !file.endsWith('.test.ts') && !file.includes('/testing/') && !file.endsWith('.fixture.ts'),
);

/** Repository path of an import; a package keeps its name. */
function targetOf(file: string, name: string): string {
  if (name.startsWith('.')) return normalize(join(dirname(file), name));
  return name
    .replace(/^#kit\//, 'services/kit/')
    .replace(/^#infra\//, 'infra/')
    .replace(/^#gen\//, 'gen/');
}

const imports: readonly Import[] = files.flatMap((file) => {
  const source = readFileSync(join(checkout, file), 'utf8');
  return [...source.matchAll(/^(?:import|export)\b( type)?[^'"]*?from '([^']+)'|^import '([^']+)'/gm)].map(
    ([, type, from, bare]) => {
      const name = (from ?? bare)!;
      return { file, name, isType: type !== undefined, target: targetOf(file, name) };
    },
  );
});

const serviceOf = (file: string): string | undefined => /^services\/([^/]+)\//.exec(file)?.[1];
const isIn = (domain: string) => (file: string) => serviceOf(file) === domain;

/** Files that decide: no I/O, no clock, no IDs made inside. */
const isRule = (file: string): boolean => {
  const service = serviceOf(file);
  if (service === undefined || service === 'kit') return false;
  const name = basename(file, '.ts');
  return name === 'rules' || (name !== 'main' && services.some((one) => one.name === service) && RULES.has(file));
};
/** Rules of services with one noun, and rules that are a file of their own beside `rules.ts`. */
const RULES: ReadonlySet<string> = new Set([
  'services/accounts/account.ts',
  'services/accounts/balance.ts',
  'services/categories/category.ts',
  'services/categories/defaults.ts',
  'services/reports/fact.ts',
  ...globSync('services/reports/{report,range,net-worth,unconverted}.ts', { cwd: checkout }),
  ...globSync('services/transactions/import/{formats/**/*,match/*,plan,entries}.ts', {
    cwd: checkout,
  }),
  ...globSync('services/transactions/transaction/{checks,fees,reconciled}.ts', { cwd: checkout }),
  ...globSync('services/budgets/{budget/period,spending/*,alert/*}.ts', { cwd: checkout }),
  'services/notifications/messages/messages.ts',
  'services/notifications/mail/mail.ts',
]);

test('no service imports another, and the kit imports none', () => {
  for (const { file, name, target } of imports) {
    const service = serviceOf(file);
    if (!service) continue;
    const other = serviceOf(target);
    assert.ok(other === undefined || other === service || other === 'kit', `${file} imports ${name}`);
    if (service === 'kit') assert.ok(other === undefined || other === 'kit', `${file} imports ${name}`);
  }
});

test('the kit knows no domain but users, access and money', () => {
  for (const { file, name, target } of imports.filter(({ file }) => isIn('kit')(file))) {
    const domain = /^gen\/melo\/(\w+)\//.exec(target)?.[1];
    assert.ok(domain === undefined || KIT_DOMAINS.includes(domain), `${file} imports ${name}`);
  }
});

test('services and the kit know the topology of the infrastructure, and not how it is started', () => {
  for (const { file, name, target } of imports.filter(({ file }) => serviceOf(file)))
    assert.ok(!target.startsWith('infra/') || target === 'infra/topology.ts', `${file} imports ${name}`);
});

test('rules do no I/O', () => {
  const rules = files.filter(isRule);
  assert.ok(rules.length >= services.length);
  for (const { file, name, isType } of imports)
    if (isRule(file) && !isType) assert.doesNotMatch(name, IO, `${file} imports ${name}`);
});

test('rules import no routes, stores, consumers or entry points', () => {
  for (const { file, name, target, isType } of imports)
    if (isRule(file) && !isType)
      assert.doesNotMatch(target, /(^|\/)(routes|store|consume|main|database)(\.ts$|\/)/, `${file} imports ${name}`);
});

test('stores and consumers import no routes, and nothing imports an entry point', () => {
  for (const { file, name, target } of imports) {
    if (/(^|\/)(store|consume)(\.ts$|\/)/.test(file))
      assert.doesNotMatch(target, /(^|\/)routes(\.ts$|\/)/, `${file} imports ${name}`);
    if (serviceOf(file)) assert.doesNotMatch(target, /(^|\/)main\.ts$/, `${file} imports ${name}`);
  }
});

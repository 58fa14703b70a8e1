/** The first load is small, compressed, and waits for two round trips at most. */
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkout } from '#infra/local/addresses.ts';
import { en } from '../../../web/src/i18n/messages/en/index.ts';
import { at, newHousehold } from '../household.ts';
import { onPage, shoot, signIn } from '../page.ts';
import { callOf, cut, hang } from './interception.ts';

const KIB = 1024;
const SIGN_IN_BYTES = 120 * KIB;
const SIGNED_IN_BYTES = 220 * KIB;

const OVERVIEW = [
  'src/app/members.tsx',
  'src/features/overview/overview-page.tsx',
  'src/api/session/auth-client.ts',
  'src/i18n/messages/en/index.ts',
];

const dist = join(checkout, 'web/dist');
type Manifest = Readonly<Record<string, { readonly file: string; readonly imports?: readonly string[] }>>;

/** The scripts that the page names. */
const scripts = [...readFileSync(join(dist, 'index.html'), 'utf8').matchAll(/src="\/(assets\/[^"]+\.js)"/g)].map(
  ([, file]) => file!,
);

/** Compressed bytes of the page's scripts, of these parts, and of all that they import. */
function bytesOf(...roots: string[]): number {
  const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Manifest;
  const files = new Set(scripts);
  const visited = new Set<string>();
  const visit = (name: string) => {
    if (visited.has(name)) return;
    visited.add(name);
    const { file, imports = [] } = manifest[name]!;
    files.add(file);
    for (const other of imports) visit(other);
  };
  for (const root of roots) visit(root);
  return [...files].reduce((sum, file) => sum + compressedBytes(join(dist, file)), 0);
}

const compressedBytes = (file: string): number =>
  (statSync(`${file}.br`, { throwIfNoEntry: false }) ?? statSync(file)).size;

test('the sign-in page and the first page after it are small', () => {
  const signedOut = bytesOf();
  const signedIn = bytesOf(...OVERVIEW);
  assert.ok(signedOut <= SIGN_IN_BYTES, `${signedOut} bytes of JavaScript to sign in`);
  assert.ok(signedIn <= SIGNED_IN_BYTES, `${signedIn} bytes of JavaScript for the overview`);
});

test('browsers get the files with brotli, others with gzip or as they are', async () => {
  const script = `/${scripts.find((file) => file.includes('first'))}`;
  for (const [accepted, encoding] of [
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['identity', null],
  ] as const) {
    const { headers } = await fetch(at.urls.web + script, { headers: { 'accept-encoding': accepted } });
    assert.equal(headers.get('content-encoding'), encoding, accepted);
    assert.match(headers.get('vary') ?? '', /accept-encoding/i);
  }
});

test('something is painted without any script, and the sign-in page asks for no other page', async () => {
  await onPage('first-load', async (page) => {
    await cut(page, '**/assets/*.js');
    await page.goto(`${at.urls.web}/`);
    await page.getByText('Melo', { exact: true }).waitFor();
    await shoot(page, 'first-load-without-scripts');
    await page.unroute('**/assets/*.js');
    const requested: string[] = [];
    page.on('request', (request) => requested.push(new URL(request.url()).pathname));
    await page.goto(`${at.urls.web}/`);
    await page.getByRole('button', { name: en['auth.sign-in.submit'] }).waitFor();
    const others = requested.filter((path) => /members|overview|shared|melo\./.test(path));
    assert.deepEqual(others, []);
  });
});

test('figures are requested for together with the user and the households, not after them', async () => {
  const home = await newHousehold('first-load');
  await onPage('first-load-figures', async (page) => {
    await signIn(page, home.email);
    await page.locator('main [data-amount]').first().waitFor();
    await hang(page, callOf('GetMe'));
    await hang(page, callOf('ListHouseholds'));
    await page.reload();
    await page.locator('main [data-amount]').first().waitFor();
    await page.getByRole('navigation', { name: en['app.main'] }).getByText('Checking').waitFor();
  });
});

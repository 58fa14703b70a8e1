/** A real Chromium for browser stories: Debian's, installed by apt where we are root, else one that an npm package ships. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { addresses } from '#infra/local/addresses.ts';
import { folderOf, provision } from '#infra/local/provision.ts';
import { run } from '#infra/local/run.ts';

const DEBIAN = '/usr/bin/chromium';

/** Chromium of npm, for machines on which nothing may be installed. */
const shipped = {
  name: 'chromium',
  version: '153.0.0',
  fetch: (into: string) =>
    run('npm', ['install', '--prefix', into, '--no-audit', '--no-fund', '@sparticuz/chromium@153.0.0']).then(() => {}),
};

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser that talks to nobody but the pages it is given. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await executable(), args: FLAGS });
}

async function executable(): Promise<string> {
  if (existsSync(DEBIAN)) return DEBIAN;
  if (process.getuid?.() === 0) {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['-qq', 'update'], { env });
    await run('apt-get', ['-qq', '-y', '--no-install-recommends', 'install', 'chromium', 'fonts-noto-color-emoji'], {
      env,
    });
    return DEBIAN;
  }
  const at = addresses();
  await provision([shipped], at, console.log);
  const entry = join(folderOf(shipped, at), 'node_modules/@sparticuz/chromium/build/index.js');
  const { default: packaged } = await import(pathToFileURL(entry).href);
  return packaged.executablePath();
}

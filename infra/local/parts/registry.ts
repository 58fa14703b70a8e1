/** Apicurio's schema registry with Confluent's API; schemas live in PostgreSQL, so ids survive it. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { localPassword } from '../addresses.ts';
import type { Daemon } from '../daemon.ts';
import { mavenFile } from '../packages.ts';
import { folderOf } from '../provision.ts';
import { run } from '../run.ts';
import { java } from './java.ts';

export const part = {
  name: 'registry',
  version: '3.3.3',
  async fetch(into: string) {
    await mavenFile({ group: 'io.apicurio', artifact: 'apicurio-registry-app', version: '3.3.3', type: 'tar.gz', classifier: 'all' }, into);
    const archive = (await readdir(into)).find((file) => file.endsWith('.tar.gz'));
    await run('tar', ['-xzf', join(into, archive!), '-C', into]);
    await run('rm', [join(into, archive!)]);
  },
};

export const registry: Daemon = {
  name: 'registry',
  command: (at) =>
    java(at, 256, '-Djava.util.logging.manager=org.jboss.logmanager.LogManager', '-jar', join(folderOf(part, at), 'quarkus-run.jar')),
  env: (at) => ({
    QUARKUS_HTTP_HOST: '127.0.0.1',
    QUARKUS_HTTP_PORT: String(at.ports.registry),
    QUARKUS_LOG_LEVEL: 'WARN',
    APICURIO_STORAGE_KIND: 'sql',
    APICURIO_STORAGE_SQL_KIND: 'postgresql',
    APICURIO_DATASOURCE_URL: `jdbc:postgresql://127.0.0.1:${at.ports.postgres}/registry`,
    APICURIO_DATASOURCE_USERNAME: 'registry',
    APICURIO_DATASOURCE_PASSWORD: localPassword('registry'),
  }),
  after: ['postgres'],
  async ready(at) {
    const answer = await fetch(`${at.urls.registry}/subjects`, { signal: AbortSignal.timeout(2000) });
    if (!answer.ok) throw new Error(`the registry answers ${answer.status}`);
  },
  stopSignal: 'SIGTERM',
};

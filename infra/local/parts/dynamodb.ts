/** DynamoDB Local, on disk. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Daemon } from '../daemon.ts';
import { mavenJars } from '../packages.ts';
import { folderOf } from '../provision.ts';
import { java } from './java.ts';

export const part = {
  name: 'dynamodb',
  version: '3.1.0',
  fetch: (into: string) => mavenJars([{ group: 'software.amazon.dynamodb', artifact: 'DynamoDBLocal', version: '3.1.0' }], into),
};

export const dynamodb: Daemon = {
  name: 'dynamodb',
  prepare: async (at) => void (await mkdir(join(at.data, 'dynamodb'), { recursive: true })),
  command: (at) =>
    java(
      at,
      192,
      `-Djava.library.path=${join(folderOf(part, at), 'lib')}`,
      '-cp',
      join(folderOf(part, at), 'lib/*'),
      'software.amazon.dynamodb.services.local.main.ServerRunner',
      ...['-sharedDb', '-dbPath', join(at.data, 'dynamodb'), '-port', String(at.ports.dynamodb), '-disableTelemetry'],
    ),
  async ready(at) {
    // Any HTTP answer means it serves; without a signature it is a 400.
    await fetch(at.urls.dynamodb, { signal: AbortSignal.timeout(1000) });
  },
  stopSignal: 'SIGTERM',
};

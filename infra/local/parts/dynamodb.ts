/** DynamoDB: Amazon's own local edition, on disk. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { answersHttp } from '../answers.ts';
import { mavenJars } from '../packages.ts';
import { folderOf, type Part } from '../provision.ts';
import type { Task } from '../task.ts';
import { javaProgram } from './java.ts';

export const dynamodbPart: Part = {
  name: 'dynamodb',
  version: '3.1.0',
  fetch(into) {
    return mavenJars([{ group: 'software.amazon.dynamodb', artifact: 'DynamoDBLocal', version: this.version }], into);
  },
};

const HEAP_MB = 192;

export const dynamodb: Task = {
  kind: 'task',
  name: 'dynamodb',
  needs: [],
  deadlineMs: 60_000,
  prepare: async (at) => void (await mkdir(join(at.data, 'dynamodb'), { recursive: true })),
  program(at) {
    const lib = join(folderOf(dynamodbPart, at), 'lib');
    return javaProgram(at, HEAP_MB, [
      ...[`-Djava.library.path=${lib}`, '--enable-native-access=ALL-UNNAMED', '-cp', join(lib, '*')],
      'software.amazon.dynamodb.services.local.main.ServerRunner',
      ...['-port', String(at.ports.dynamodb), '-sharedDb', '-dbPath', join(at.data, 'dynamodb'), '-disableTelemetry'],
    ]);
  },
  // An unsigned request is refused, but by a server that is up.
  ready: (at) => answersHttp(at.urls.dynamodb, (status) => status < 500),
};

/** DynamoDB: Amazon's own local edition, on disk. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { respondsOnHttp } from '../supervisor/readiness.ts';
import type { Task } from '../supervisor/task.ts';
import { classPath, compileJava, compiler, javaProgram, withSource } from './java-runtime.ts';
import { mavenJars } from './packages.ts';
import { folderOf, type Part } from './provision.ts';

const SERVER = '3.1.0';
const LAUNCHER = 'MeloDynamo';

export const dynamodbPart: Part = {
  name: 'dynamodb',
  version: withSource(SERVER, LAUNCHER),
  async fetch(into) {
    await mavenJars(
      [
        { group: 'software.amazon.dynamodb', artifact: 'DynamoDBLocal', version: SERVER },
        { group: 'org.slf4j', artifact: 'slf4j-nop', version: '1.7.36' },
        compiler,
      ],
      into,
    );
    await compileJava(LAUNCHER, into);
  },
};

const HEAP_MB = 192;

export const dynamodb: Task = {
  kind: 'task',
  name: 'dynamodb',
  needs: [],
  deadlineMs: 120_000,
  prepare: async (at) => void (await mkdir(join(at.data, 'dynamodb'), { recursive: true })),
  program(at) {
    const folder = folderOf(dynamodbPart, at);
    const flags = [`-Djava.library.path=${join(folder, 'lib')}`, '--enable-native-access=ALL-UNNAMED'];
    const options = ['-port', String(at.ports.dynamodb), '-dbPath', join(at.data, 'dynamodb')];
    const classes = ['-cp', classPath(folder), LAUNCHER];
    return javaProgram(at, HEAP_MB, [...flags, ...classes, ...options, '-sharedDb', '-disableTelemetry']);
  },
  // The server rejects the unsigned request, but it is up.
  ready: (at) => respondsOnHttp(at.urls.dynamodb, (status) => status < 500),
};

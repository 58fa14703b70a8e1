/** The MongoDB protocol over H2 on disk (no registry has a mongod); java/MeloMongo.java is its launcher. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { acceptsTcp } from '../answers.ts';
import { mavenJars } from '../packages.ts';
import { folderOf, type Part } from '../provision.ts';
import { run } from '../run.ts';
import type { Task } from '../task.ts';
import { javaProgram } from './java.ts';

const SERVER = '1.47.0';
const COMPILER = '3.42.0';
const SOURCE = join(import.meta.dirname, '../java/MeloMongo.java');

export const mongodbPart: Part = {
  name: 'mongodb',
  version: `${SERVER}-${createHash('sha256').update(readFileSync(SOURCE)).digest('hex').slice(0, 8)}`,
  async fetch(into) {
    const group = 'de.bwaldvogel';
    await mavenJars(
      [
        { group, artifact: 'mongo-java-server-core', version: SERVER },
        { group, artifact: 'mongo-java-server-h2-backend', version: SERVER },
        { group: 'org.eclipse.jdt', artifact: 'ecj', version: COMPILER },
      ],
      into,
    );
    const jars = (await readdir(join(into, 'lib'))).map((file) => join(into, 'lib', file)).join(':');
    const compiler = ['-cp', jars, 'org.eclipse.jdt.internal.compiler.batch.Main'];
    await run('java', [...compiler, '-17', '-nowarn', '-cp', jars, '-d', join(into, 'classes'), SOURCE]);
  },
};

const HEAP_MB = 160;

export const mongodb: Task = {
  kind: 'task',
  name: 'mongodb',
  needs: [],
  deadlineMs: 60_000,
  prepare: async (at) => void (await mkdir(join(at.data, 'mongodb'), { recursive: true })),
  program(at) {
    const folder = folderOf(mongodbPart, at);
    const classes = `${join(folder, 'classes')}:${join(folder, 'lib', '*')}`;
    const file = join(at.data, 'mongodb', 'melo.mv.db');
    return javaProgram(at, HEAP_MB, [
      ...['--enable-native-access=ALL-UNNAMED', '-Dio.netty.noUnsafe=true', '-cp', classes],
      ...['MeloMongo', String(at.ports.mongodb), file],
    ]);
  },
  ready: (at) => acceptsTcp(at.ports.mongodb),
};

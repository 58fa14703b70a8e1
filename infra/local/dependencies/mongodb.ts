/** The MongoDB protocol over H2 on disk (no registry has a mongod); java/MeloMongo.java serves it. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { acceptsTcp } from '../supervisor/readiness.ts';
import type { Task } from '../supervisor/task.ts';
import { classPath, compileJava, compiler, javaProgram, withSource } from './java-runtime.ts';
import { mavenJars } from './packages.ts';
import { folderOf, type Part } from './provision.ts';

const SERVER = '1.47.0';
const LAUNCHER = 'MeloMongo';

export const mongodbPart: Part = {
  name: 'mongodb',
  version: withSource(SERVER, LAUNCHER),
  async fetch(into) {
    const group = 'de.bwaldvogel';
    await mavenJars(
      [
        { group, artifact: 'mongo-java-server-core', version: SERVER },
        { group, artifact: 'mongo-java-server-h2-backend', version: SERVER },
        compiler,
      ],
      into,
    );
    await compileJava(LAUNCHER, into);
  },
};

const HEAP_MB = 160;

export const mongodb: Task = {
  kind: 'task',
  name: 'mongodb',
  needs: [],
  deadlineMs: 120_000,
  prepare: async (at) => void (await mkdir(join(at.data, 'mongodb'), { recursive: true })),
  program(at) {
    const file = join(at.data, 'mongodb', 'melo.mv.db');
    const flags = ['--enable-native-access=ALL-UNNAMED', '-Dio.netty.noUnsafe=true'];
    const classes = ['-cp', classPath(folderOf(mongodbPart, at)), LAUNCHER];
    return javaProgram(at, HEAP_MB, [...flags, ...classes, String(at.ports.mongodb), file]);
  },
  ready: (at) => acceptsTcp(at.ports.mongodb),
};

/** A server of the MongoDB protocol on disk (no registry carries mongod): mongo-java-server behind a small launcher. */
import { mkdir, readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type Addresses, checkout } from '../addresses.ts';
import type { Daemon } from '../daemon.ts';
import { mavenFile, mavenJars } from '../packages.ts';
import { folderOf } from '../provision.ts';
import { run } from '../run.ts';
import { java } from './java.ts';

export const part = {
  name: 'mongodb',
  version: '1.47.0-1',
  async fetch(into: string) {
    await mavenJars(
      [
        { group: 'de.bwaldvogel', artifact: 'mongo-java-server-h2-backend', version: '1.47.0' },
        { group: 'org.slf4j', artifact: 'slf4j-simple', version: '2.0.17' },
      ],
      into,
    );
    await mavenFile({ group: 'org.eclipse.jdt', artifact: 'ecj', version: '3.42.0' }, into);
    const source = join(checkout, 'infra/local/java/MeloMongo.java');
    const jars = (await readdir(join(into, 'lib'))).map((file) => join(into, 'lib', file)).join(':');
    await run('java', ['-jar', join(into, 'ecj-3.42.0.jar'), '-17', '-cp', jars, '-d', join(into, 'classes'), source]);
  },
};

const classpath = (at: Addresses) => `${join(folderOf(part, at), 'classes')}:${join(folderOf(part, at), 'lib/*')}`;

export const mongodb: Daemon = {
  name: 'mongodb',
  prepare: async (at) => void (await mkdir(join(at.data, 'mongodb'), { recursive: true })),
  command: (at) =>
    java(
      at,
      192,
      '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
      '-cp',
      classpath(at),
      'MeloMongo',
      String(at.ports.mongodb),
      join(at.data, 'mongodb/melo.mv'),
    ),
  ready: (at) =>
    new Promise<void>((done, failed) => {
      const socket = connect(at.ports.mongodb, '127.0.0.1', () => {
        socket.destroy();
        done();
      });
      socket.once('error', failed);
    }),
  stopSignal: 'SIGTERM',
};

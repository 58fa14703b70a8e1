/** The schema registry (Apicurio with Confluent's interface), kept in PostgreSQL so that schema ids never restart. */
import { join } from 'node:path';
import { localPassword } from '../addresses.ts';
import { respondsOnHttp } from '../supervisor/readiness.ts';
import type { Task } from '../supervisor/task.ts';
import { javaProgram } from './java-runtime.ts';
import { mavenArchive } from './packages.ts';
import { folderOf, type Part } from './provision.ts';

export const registryPart: Part = {
  name: 'registry',
  version: '3.3.3',
  fetch(into) {
    const archive = {
      group: 'io.apicurio',
      artifact: 'apicurio-registry-app',
      version: this.version,
      classifier: 'all',
    };
    return mavenArchive(archive, into);
  },
};

/** Its database and role in PostgreSQL. */
export const REGISTRY_DATABASE = 'registry';

const HEAP_MB = 256;

export const registry: Task = {
  kind: 'task',
  name: 'registry',
  needs: ['databases'],
  deadlineMs: 180_000,
  program: (at) => ({
    ...javaProgram(at, HEAP_MB, ['-jar', join(folderOf(registryPart, at), 'quarkus-run.jar')]),
    env: {
      QUARKUS_HTTP_HOST: '127.0.0.1',
      QUARKUS_HTTP_PORT: String(at.ports.registry),
      // Its second, management port would be the same for every stack on the machine.
      QUARKUS_MANAGEMENT_HOST: '127.0.0.1',
      QUARKUS_MANAGEMENT_PORT: '0',
      QUARKUS_LOG_LEVEL: 'WARN',
      APICURIO_STORAGE_KIND: 'sql',
      APICURIO_STORAGE_SQL_KIND: 'postgresql',
      APICURIO_DATASOURCE_URL: `jdbc:postgresql://127.0.0.1:${at.ports.postgres}/${REGISTRY_DATABASE}`,
      APICURIO_DATASOURCE_USERNAME: REGISTRY_DATABASE,
      APICURIO_DATASOURCE_PASSWORD: localPassword(REGISTRY_DATABASE),
    },
  }),
  ready: (at) => respondsOnHttp(`${at.urls.registry}/subjects`),
};

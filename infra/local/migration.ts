/** The migration of a service: schema, topics and subjects. */
import { join } from 'node:path';
import type { Process } from '../topology.ts';
import { checkout } from './addresses.ts';
import { HEAP_MB, node } from './processes.ts';
import { fingerprint, isRecorded, recordDone } from './supervisor/fingerprint.ts';
import { logFile, openLog } from './supervisor/logs.ts';
import { run } from './supervisor/run.ts';
import type { Job } from './supervisor/task.ts';

/**
 * What defines schema, topics and subjects of a service. A migration that has run does not change any more, so SQL depends
 * on the migrations alone; MongoDB's indexes and DynamoDB's tables are defined by the stores.
 */
export const migrationSources = ({ name, stores }: Process): string[] => [
  `services/${name}/migrations`,
  'services/kit/store/sql/kit-tables.ts',
  'gen/schemas',
  'infra/topology.ts',
  ...stores
    .filter((store) => store === 'mongodb' || store === 'dynamodb')
    .flatMap((store) => [
      ...['store', 'store.ts', 'database.ts'].map((file) => `services/${name}/${file}`),
      `services/kit/store/${store === 'mongodb' ? 'mongo' : 'dynamo'}`,
    ]),
];

/** Makes schema, topics and subjects of a service, when what defines them has changed since the last success. */
export const migration = (own: Process): Job => ({
  kind: 'job',
  name: `migrate ${own.name}`,
  needs: [...own.stores.map((store) => (store === 'postgres' ? 'databases' : store)), 'kafka', 'registry'],
  async run(at) {
    const { name } = own;
    const record = join(at.data, 'migrated', name);
    const print = fingerprint(migrationSources(own));
    if (isRecorded(record, print)) return undefined;
    const { command, args, env = {} } = node(at, name, { heapMb: HEAP_MB.service, args: ['migrate'] });
    const log = openLog(logFile(at, name));
    log.write(await run(command, args, { cwd: checkout, env }));
    log.close();
    recordDone(record, print);
    return 'done';
  },
});

/** Stores, broker, schema registry and mail catcher: official images, each in a network of its own with those that use it. */
import { SECRETS } from '../containers/paths.ts';
import { kafka, registry } from './broker.ts';
import { after, base, type Container, check, data, pinned, prepared } from './container.ts';
import { PUBLISHED, secretsFolder } from './places.ts';

const postgres: Container = {
  image: pinned('postgres'),
  ...base(512),
  networks: ['postgres'],
  depends_on: after('service_healthy', 'setup'),
  // Fast shutdown: SIGTERM would wait until every client has gone.
  stop_signal: 'SIGINT',
  environment: {
    POSTGRES_PASSWORD_FILE: `${SECRETS}/postgres.password`,
    POSTGRES_INITDB_ARGS: '--auth-host=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8',
  },
  command: ['-c', 'max_connections=150', '-c', 'shared_buffers=64MB', '-c', 'jit=off', '-c', 'timezone=UTC'],
  volumes: [
    prepared(secretsFolder('postgres'), SECRETS),
    data('postgres', '/var/lib/postgresql'),
    {
      type: 'bind',
      source: './postgres/databases.sh',
      target: '/docker-entrypoint-initdb.d/databases.sh',
      read_only: true,
    },
  ],
  // Over TCP: while the image makes the databases, the server listens on a Unix socket only.
  healthcheck: check(['pg_isready', '--host=127.0.0.1', '--username=postgres'], 60),
};

const mariadb: Container = {
  image: pinned('mariadb'),
  ...base(512),
  networks: ['mariadb'],
  depends_on: after('service_healthy', 'setup'),
  environment: {
    MARIADB_ROOT_PASSWORD_FILE: `${SECRETS}/root.password`,
    MARIADB_ROOT_HOST: 'localhost',
    MARIADB_DATABASE: 'transactions',
    MARIADB_USER: 'transactions',
    MARIADB_PASSWORD_FILE: `${SECRETS}/transactions.password`,
    MARIADB_AUTO_UPGRADE: '1',
  },
  command: [
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_unicode_ci',
    '--innodb-buffer-pool-size=64M',
    '--skip-name-resolve',
    '--local-infile=ON',
  ],
  volumes: [prepared(secretsFolder('mariadb'), SECRETS), data('mariadb', '/var/lib/mysql')],
  healthcheck: check(['healthcheck.sh', '--connect', '--innodb_initialized'], 60),
};

/** A replica set of one, which starts itself at the first health check and is healthy once it is primary. */
const INITIATE = `try { rs.status() } catch { rs.initiate({ _id: 'melo', members: [{ _id: 0, host: 'mongodb:27017' }] }) }
quit(db.hello().isWritablePrimary ? 0 : 1)`;

const mongodb: Container = {
  image: pinned('mongodb'),
  ...base(768),
  networks: ['mongodb'],
  command: ['mongod', '--replSet', 'melo', '--bind_ip_all', '--wiredTigerCacheSizeGB', '0.25'],
  volumes: [data('mongodb', '/data/db'), data('mongodb-config', '/data/configdb')],
  healthcheck: check(['mongosh', '--quiet', '--eval', INITIATE.replaceAll('\n', '; ')], 60),
};

const redis: Container = {
  image: pinned('redis'),
  ...base(128),
  networks: ['redis'],
  depends_on: after('service_healthy', 'setup'),
  // Sessions and limits survive a restart, at the cost of one write a second.
  command: ['redis-server', '--aclfile', `${SECRETS}/users.acl`, '--appendonly', 'yes', '--save', ''],
  volumes: [prepared(secretsFolder('redis'), SECRETS), data('redis', '/data')],
  healthcheck: check(
    `redis-cli --user users --pass "$$(cat ${SECRETS}/users.password)" --no-auth-warning ping | grep -q PONG`,
  ),
};

const dynamodb: Container = {
  image: pinned('dynamodb'),
  ...base(512),
  // A new volume belongs to root, and the image has no folder of its user's that it could be mounted to; root has no rights here.
  user: 'root',
  cap_drop: ['ALL'],
  networks: ['dynamodb'],
  command: ['-Xmx192m', '-jar', 'DynamoDBLocal.jar', '-sharedDb', '-dbPath', '/data', '-disableTelemetry'],
  volumes: [data('dynamodb', '/data')],
  // The server rejects the unsigned request, but it is up.
  healthcheck: check('curl --silent --output /dev/null http://127.0.0.1:8000'),
};

const mail: Container = {
  image: pinned('mail'),
  ...base(64),
  networks: ['mail', 'world'],
  command: ['--max', '1000', '--disable-version-check'],
  ports: [`127.0.0.1:${PUBLISHED.mail}:8025`],
  healthcheck: check(['/mailpit', 'readyz']),
};

export const stores: Readonly<Record<string, Container>> = {
  postgres,
  mariadb,
  mongodb,
  redis,
  dynamodb,
  kafka,
  registry,
  mail,
};

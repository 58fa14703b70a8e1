/** The broker and the schema registry. */
import { SECRETS } from '../containers/paths.ts';
import { after, base, type Container, check, data, pinned, prepared } from './container.ts';
import { secretsFolder } from './places.ts';

export const kafka: Container = {
  image: pinned('kafka'),
  ...base(1024),
  networks: ['kafka'],
  environment: {
    CLUSTER_ID: 'bWVsby1jb21wb3NlLWthZg',
    KAFKA_HEAP_OPTS: '-Xmx384m -Xms128m',
    KAFKA_PROCESS_ROLES: 'broker,controller',
    KAFKA_NODE_ID: '1',
    KAFKA_CONTROLLER_QUORUM_VOTERS: '1@kafka:9093',
    KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
    KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
    KAFKA_ADVERTISED_LISTENERS: 'PLAINTEXT://kafka:9092',
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    KAFKA_LOG_DIRS: '/var/lib/kafka/data',
    KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    // Topics are truth and kept without limit; compaction is set per topic.
    KAFKA_LOG_RETENTION_MS: '-1',
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
    KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR: '1',
    KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR: '1',
    // A killed consumer's work must move within seconds, and a lone one need not wait for others.
    KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS: '3000',
    KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
  },
  volumes: [data('kafka', '/var/lib/kafka/data')],
  healthcheck: check(['/opt/kafka/bin/kafka-broker-api-versions.sh', '--bootstrap-server', 'localhost:9092'], 60),
};

export const registry: Container = {
  image: pinned('registry'),
  ...base(768),
  networks: ['postgres', 'kafka'],
  depends_on: after('service_healthy', 'setup', 'postgres'),
  environment: {
    QUARKUS_LOG_LEVEL: 'WARN',
    QUARKUS_CONFIG_LOCATIONS: `${SECRETS}/registry.properties`,
    // In PostgreSQL, because ids of schemas must not begin anew under events that are kept.
    APICURIO_STORAGE_KIND: 'sql',
    APICURIO_STORAGE_SQL_KIND: 'postgresql',
    APICURIO_DATASOURCE_URL: 'jdbc:postgresql://postgres/registry',
    APICURIO_DATASOURCE_USERNAME: 'registry',
  },
  volumes: [prepared(secretsFolder('registry'), SECRETS)],
  healthcheck: check('curl --silent --fail --output /dev/null http://127.0.0.1:8080/apis/ccompat/v7/subjects', 90),
};

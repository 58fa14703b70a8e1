/** The whole local stack in its order: stores, then schemas, then Envoys and services, then gateway and web. */
import { dynamodb, part as dynamodbPart } from './parts/dynamodb.ts';
import { part as envoyPart } from './parts/envoy.ts';
import { part as javaPart } from './parts/java.ts';
import { kafka, part as kafkaPart } from './parts/kafka.ts';
import { mail } from './parts/mail.ts';
import { mariadb, part as mariadbPart } from './parts/mariadb.ts';
import { mongodb, part as mongodbPart } from './parts/mongodb.ts';
import { postgres } from './parts/postgres.ts';
import { redis, part as redisPart } from './parts/redis.ts';
import { registry, part as registryPart } from './parts/registry.ts';

export const parts = [javaPart, kafkaPart, registryPart, mariadbPart, redisPart, dynamodbPart, mongodbPart, envoyPart];

/** Everything that keeps data, and the mail catcher. */
export const stores = [postgres, kafka, mariadb, redis, dynamodb, mongodb, registry, mail];

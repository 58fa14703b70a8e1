/** For tests: the kit's interfaces on each kind of store, on the real servers, in a database of the test's own. */
import { dynamoFixture } from './dynamo-fixture.ts';
import type { EventStoreFixture } from './event-store-fixture.ts';
import { mongoFixture } from './mongo-fixture.ts';
import { sqlFixture } from './sql-fixture.ts';

export const eventStoreFixtures = {
  PostgreSQL: () => sqlFixture('postgres'),
  MariaDB: () => sqlFixture('mariadb'),
  MongoDB: mongoFixture,
  DynamoDB: dynamoFixture,
} satisfies Record<string, () => Promise<EventStoreFixture>>;

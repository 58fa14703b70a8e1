/** Every service that the app reads has a group of queries that are refetched together. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { services as processes } from '#infra/topology.ts';
import { services } from './refetch.ts';

const UNREAD = /(Internal|Auth)Service$/;

test('services are those of the topology', () => {
  const names = processes.flatMap((process): readonly string[] => process.services);
  assert.deepEqual(Object.keys(services).toSorted(), names.filter((name) => !UNREAD.test(name)).toSorted());
});

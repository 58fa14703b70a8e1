/** What is committed of the containers' configuration is what the topology and the contracts say today. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { staleFiles } from './checks/stale.ts';

test('what is generated is current; npm run gen:infra writes it', async () => {
  assert.deepEqual(await staleFiles(), []);
});

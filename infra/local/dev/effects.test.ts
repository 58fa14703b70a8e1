/** Which processes a changed file restarts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { processes } from '#infra/topology.ts';
import { effectsOf } from './effects.ts';

const ALL = processes.map(({ name }) => name);

for (const { files, restarts, generates = false } of [
  { files: ['services/budgets/budget/rules.ts'], restarts: ['budgets'] },
  { files: ['services/categories/migrations/2026-11-29-category-tree.ts'], restarts: ['categories'] },
  { files: ['services/reports/store.ts', 'services/accounts/routes.ts'], restarts: ['accounts', 'reports'] },
  { files: ['services/kit/rpc/errors.ts'], restarts: ALL },
  { files: ['infra/topology.ts'], restarts: ALL },
  { files: ['mesh/runtime/limits.ts'], restarts: ['mesh'] },
  { files: ['proto/melo/budgets/v1/budget.proto'], restarts: ALL, generates: true },
]) {
  test(`${files.join(' and ')} restarts ${restarts.length === ALL.length ? 'all' : restarts.join(' and ')}`, () => {
    assert.deepEqual(effectsOf(files), { restarts, generates });
  });
}

test('tests, READMEs, fixtures, editors’ files and generated files restart nothing', () => {
  const files = [
    'services/budgets/store.test.ts',
    'services/budgets/README.md',
    'services/kit/testing/test-databases.ts',
    'services/kit/workers/worker-pool.fixture.ts',
    'services/users/.main.ts.swp',
    'services/users/main.ts~',
    'mesh/schema.graphql',
    'proto/baseline.binpb',
    'web/src/app.tsx',
    'envoy/config/edge.ts',
  ];
  assert.deepEqual(effectsOf(files), { restarts: [], generates: false });
});

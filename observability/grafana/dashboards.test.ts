import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expressionProblems } from '../prometheus/expression.ts';
import { DASHBOARDS } from './dashboards.ts';
import { build } from './panels.ts';

test('every panel has a description, a unit and thresholds, and reads metrics that processes emit', () => {
  const problems = DASHBOARDS.flatMap(({ id, panels }) =>
    panels.flatMap(({ title, description, unit, queries, thresholds: [warning, critical] }) => [
      ...(description.endsWith('.') && unit && warning < critical ? [] : [`${id} / ${title} is incomplete`]),
      ...(queries.length > 0 ? [] : [`${id} / ${title} has no query`]),
      ...queries.flatMap(([expression]) =>
        expressionProblems(expression.replaceAll('$__rate_interval', '1m')).map((one) => `${id} / ${title}: ${one}`),
      ),
    ]),
  );
  assert.deepEqual(problems, []);
});

test('dashboards have IDs of their own, and are built alike every time', () => {
  const ids = DASHBOARDS.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const dashboard of DASHBOARDS) assert.equal(JSON.stringify(build(dashboard)), JSON.stringify(build(dashboard)));
});

test('panels do not overlap and fill the width of 24 columns', () => {
  for (const dashboard of DASHBOARDS) {
    const places = (build(dashboard).panels ?? []).map((panel) => (panel as { gridPos: Place }).gridPos);
    for (const [i, a] of places.entries()) {
      assert.ok(a.x + a.w <= 24);
      for (const b of places.slice(i + 1))
        assert.ok(a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y, dashboard.id);
    }
  }
});

type Place = { readonly x: number; readonly y: number; readonly w: number; readonly h: number };

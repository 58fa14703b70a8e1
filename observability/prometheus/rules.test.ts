import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { addresses } from '#infra/local/addresses.ts';
import { folderOf, provision } from '#infra/local/dependencies/provision.ts';
import { prometheusPart } from '#infra/local/observe/observers.ts';
import { run } from '#infra/local/supervisor/run.ts';
import { DASHBOARDS } from '../grafana/dashboards.ts';
import { runbookSection } from './alerts.ts';
import { expressionProblems } from './expression.ts';
import { ruleFiles } from './rules.ts';

const at = addresses();
const folder = import.meta.dirname;
const rules = Object.values(ruleFiles).flatMap(({ groups }) => groups.flatMap((group) => [...group.rules]));
const alerts = rules.filter((rule) => 'alert' in rule);

test('Prometheus accepts the rules, and each alert fires from its fault and is silent without it', async () => {
  await provision([prometheusPart], at, () => {});
  const promtool = join(folderOf(prometheusPart, at), 'usr/bin/promtool');
  await run(promtool, ['check', 'rules', ...Object.keys(ruleFiles).map((file) => join(folder, 'rules', file))]);
  await run(promtool, ['test', 'rules', 'rules.test.yaml'], { cwd: folder });
  const cases = (parse(readFileSync(join(folder, 'rules.test.yaml'), 'utf8')) as Cases).tests.flatMap((one) =>
    one.alert_rule_test.map(
      ({ alertname, exp_alerts }) => `${alertname} ${exp_alerts.length > 0 ? 'fires' : 'is silent'}`,
    ),
  );
  for (const { alert } of alerts)
    for (const outcome of ['fires', 'is silent'])
      assert.ok(cases.includes(`${alert} ${outcome}`), `${alert} ${outcome}`);
});

type Cases = {
  readonly tests: {
    readonly alert_rule_test: { readonly alertname: string; readonly exp_alerts: readonly object[] }[];
  }[];
};

test('Alertmanager accepts its configuration, and every severity has a receiver', async () => {
  await provision([prometheusPart], at, () => {});
  const amtool = join(folderOf(prometheusPart, at), 'usr/bin/amtool');
  const file = join(folder, '../alertmanager/alertmanager.yaml');
  await run(amtool, ['check-config', file]);
  for (const [severity, receiver] of [
    ['page', 'pages'],
    ['ticket', 'tickets'],
  ] as const) {
    const routed = await run(amtool, ['config', 'routes', 'test', `--config.file=${file}`, `severity=${severity}`]);
    assert.equal(routed.trim(), receiver);
  }
});

test('every rule reads metrics and labels that processes emit', () => {
  const problems = rules.flatMap(({ expr, ...rule }) =>
    expressionProblems(expr).map((problem) => `${'alert' in rule ? rule.alert : rule.record}: ${problem}`),
  );
  assert.deepEqual(problems, []);
});

test('every alert says what to do, and where to look', () => {
  const manual = readFileSync(join(folder, '../../docs/alerts.md'), 'utf8');
  const dashboards = DASHBOARDS.map(({ id }) => `/d/melo-${id}`);
  for (const { alert, labels, annotations } of alerts) {
    assert.ok(['page', 'ticket'].includes(labels.severity));
    assert.ok(annotations.summary.endsWith('.'), alert);
    assert.ok(dashboards.includes(annotations.dashboard), `${alert}: ${annotations.dashboard}`);
    assert.equal(annotations.runbook, `docs/alerts.md#${runbookSection(alert)}`);
    const section = manual.split(/^## /m).find((one) => one.startsWith(`${runbookSection(alert)}\n`));
    for (const part of ['What it means:', 'First look:', 'Fix:'])
      assert.ok(section?.replaceAll('\n', ' ').includes(part), `docs/alerts.md has no "${part}" for ${alert}`);
  }
});

for (const [mistake, expression, problem] of [
  ['a metric that nobody emits', 'rate(rpc_server_duration_count[5m])', /no process emits rpc_server_duration_count/],
  ['a counter without its ending', 'rate(melo_dead_letters[5m])', /no process emits melo_dead_letters/],
  ['a gauge without its unit', 'melo_outbox_age > 60', /no process emits melo_outbox_age/],
  ['a label that the metric does not have', 'sum by (topic) (melo_consumer_lag)', /has the label topic/],
  ['a matcher of a label that it does not have', 'melo_consumer_lag{household="a"} > 0', /has the label household/],
  [
    'an objective that is not recorded',
    'slo:errors:ratio_rate9m{slo="list"}',
    /no process emits slo:errors:ratio_rate9m/,
  ],
  ['no metric at all', '1 > 0', /reads no metric/],
] as const)
  test(`an expression with ${mistake} is found`, () => {
    assert.match(expressionProblems(expression).join('; '), problem);
  });

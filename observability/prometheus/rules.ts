/** The rule files of Prometheus. */
import { annotated, causeAlerts } from './alerts.ts';
import { burnAlerts, sloRules } from './slos.ts';

export const ruleFiles = {
  'slos.yaml': {
    groups: [
      { name: 'slos', interval: '15s', rules: sloRules },
      { name: 'burn', interval: '15s', rules: burnAlerts.map((rule) => annotated(rule, 'slos')) },
    ],
  },
  'causes.yaml': { groups: [{ name: 'causes', interval: '15s', rules: causeAlerts }] },
} as const;

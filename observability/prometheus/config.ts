/** The configuration of Prometheus. Every metric comes through the Collector. */

type Targets = {
  /** Path of the rule files. */
  readonly rules: string;
  /** Host and port of the Collector's metrics. */
  readonly collector: string;
  readonly alertmanager: string;
};

export const prometheusConfig = ({ rules, collector, alertmanager }: Targets) => ({
  global: { scrape_interval: '5s', evaluation_interval: '15s' },
  rule_files: [rules],
  alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
  scrape_configs: [
    {
      job_name: 'collector',
      // The Collector names the process and its instance.
      honor_labels: true,
      static_configs: [{ targets: [collector] }],
    },
  ],
});

/**
 * What observes the local stack. Prometheus comes from Debian. Alertmanager, the Collector, Jaeger and Loki are built from their Go
 * modules, whose sums Go checks: about fifteen minutes on two cores, once.
 */
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from '../addresses.ts';
import { debianPackages, goProgram } from '../dependencies/packages.ts';
import { expectVersion, type Part, versionOf } from '../dependencies/provision.ts';
import { run } from '../supervisor/run.ts';

/** Without symbols, which nobody debugs here. */
const BUILD = ['build', '-trimpath', '-ldflags=-s -w'];

/** Of the series that the system's packages have: 2.42 in Debian 12, 2.45 in Ubuntu 24.04. */
export const prometheusPart: Part = {
  name: 'prometheus',
  version: '2',
  async fetch(into) {
    // The second brings amtool.
    await debianPackages(['prometheus', 'prometheus-alertmanager'], into);
    await expectVersion({ command: join(into, 'usr/bin/promtool'), env: {} }, /version 2\./);
  },
};

/** Debian's program reads its templates from a folder of the system. */
export const alertmanagerPart: Part = {
  name: 'alertmanager',
  version: '0.28.1',
  fetch(into) {
    return goProgram(`github.com/prometheus/alertmanager/cmd/alertmanager@v${this.version}`, into);
  },
};

const COLLECTOR_VERSION = '0.155.0';
const COLLECTOR_BUILD = join(checkout, 'observability/collector/build');

export const collectorPart: Part = {
  name: 'otel-collector',
  // Other components are another program.
  version: `${COLLECTOR_VERSION}-${versionOf(['manifest.yaml', 'go.mod', 'go.sum'].map((file) => join(COLLECTOR_BUILD, file)))}`,
  async fetch(into) {
    const source = join(into, 'source');
    await goProgram(`go.opentelemetry.io/collector/cmd/builder@v${COLLECTOR_VERSION}`, into);
    const only = ['--skip-compilation', '--skip-get-modules'];
    await run(join(into, 'builder'), ['--config', join(COLLECTOR_BUILD, 'manifest.yaml'), ...only], { cwd: into });
    for (const file of ['go.mod', 'go.sum']) await cp(join(COLLECTOR_BUILD, file), join(source, file));
    await run('go', [...BUILD, '-mod=readonly', '-o', join(into, 'collector'), '.'], { cwd: source });
    await rm(source, { recursive: true });
  },
};

export const jaegerPart: Part = {
  name: 'jaeger',
  version: '1.76.0',
  async fetch(into) {
    const folder = await moduleFolder(`github.com/jaegertracing/jaeger@v${this.version}`);
    await run('go', [...BUILD, '-o', join(into, 'jaeger'), './cmd/jaeger'], { cwd: folder });
  },
};

/** Loki's module replaces one of its packages by a folder that it does not hold; the published package is the same. */
const LOKI_PUSH = 'github.com/grafana/loki/pkg/push';

export const lokiPart: Part = {
  name: 'loki',
  version: '3.7.8',
  async fetch(into) {
    const folder = await moduleFolder(`github.com/grafana/loki/v3@v${this.version}`);
    const draft = join(into, 'draft');
    await mkdir(draft);
    for (const end of ['mod', 'sum']) await cp(join(folder, `go.${end}`), join(draft, `loki.${end}`));
    const file = join(draft, 'loki.mod');
    const [, version] = new RegExp(`${LOKI_PUSH} (v\\S+)`).exec(await run('go', ['mod', 'edit', '-print', file])) ?? [];
    if (!version) throw new Error(`Loki ${this.version} does not need ${LOKI_PUSH}.`);
    await run('go', ['mod', 'edit', `-replace=${LOKI_PUSH}=${LOKI_PUSH}@${version}`, file]);
    const options = [`-modfile=${file}`, '-mod=mod', '-o', join(into, 'loki')];
    await run('go', [...BUILD, ...options, './cmd/loki'], { cwd: folder });
    await rm(draft, { recursive: true });
  },
};

/** Downloads a Go module, checked by its sum, and returns its folder. */
async function moduleFolder(module: string): Promise<string> {
  const { Dir } = JSON.parse(await run('go', ['mod', 'download', '-json', module])) as { Dir: string };
  return Dir;
}

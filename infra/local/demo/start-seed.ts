/** Loads the demo household once per data folder. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Addresses, checkout } from '../addresses.ts';
import { recordDone } from '../supervisor/fingerprint.ts';
import { logFile, openLog } from '../supervisor/logs.ts';
import { run } from '../supervisor/run.ts';
import type { Report } from '../supervisor/supervised.ts';

const LOADER = join(import.meta.dirname, 'seed.ts');

/** MELO_SEED=0 leaves the stack empty. A failure is reported and tried again at the next start. */
export async function seedDemo(at: Addresses, report: Report): Promise<void> {
  const record = join(at.data, 'seeded');
  if (process.env.MELO_SEED === '0' || existsSync(record) || !existsSync(LOADER)) return;
  report('loading  the demo household …');
  const started = performance.now();
  try {
    const log = openLog(logFile(at, 'seed'));
    log.write(await run(process.execPath, [LOADER], { cwd: checkout }));
    log.close();
    recordDone(record, new Date().toISOString());
    report(`loaded   the demo household in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  } catch (error) {
    report(`failed   to load the demo household: ${error instanceof Error ? error.message : error}`);
  }
}

/** The development loop: a saved file restarts the processes that use it. */
import { checkout } from '../addresses.ts';
import { run } from '../supervisor/run.ts';
import type { Report } from '../supervisor/supervised.ts';
import { effectsOf, WATCHED } from './effects.ts';
import { watchFiles } from './watch.ts';

/** Watches until the returned function is called. */
export function startDevelopmentLoop(replace: (name: string) => Promise<void>, report: Report): () => void {
  const onError = (error: unknown) => report(`failed   ${error instanceof Error ? error.message : error}`);
  const watcher = watchFiles(checkout, WATCHED, { onChange: apply, onError });
  report(`watching ${WATCHED.join(', ')}`);
  return watcher.close;

  async function apply(files: readonly string[]): Promise<void> {
    const { generates, restarts } = effectsOf(files);
    if (restarts.length > 0) report(`changed  ${files.join(', ')}`);
    if (generates) {
      report('generating code …');
      await run('npm', ['run', '--silent', 'gen'], { cwd: checkout });
      // The generator formats the protos.
      watcher.accept();
    }
    // A process that does not start with the new code goes on with the old code; the others are still replaced.
    for (const name of restarts) await replace(name).catch(onError);
  }
}

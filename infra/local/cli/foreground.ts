/** Runs the launcher in this process until it is stopped. */
import type { Addresses } from '../addresses.ts';
import type { Mode } from '../stack.ts';
import { type Launcher, launch } from '../supervisor/launcher.ts';
import { logFile, openLog } from '../supervisor/logs.ts';
import type { LauncherMessage } from './detach.ts';
import { summary } from './environment.ts';

/** A second Ctrl-C at least this long after the first kills everything; npm passes the first on twice. */
const SECOND_SIGNAL_MS = 1_000;

/** Returns the exit code when everything has stopped. */
export async function foreground(at: Addresses, mode: Mode): Promise<number> {
  const started = performance.now();
  const report = reporter(at);
  let launcher: Launcher | undefined;
  try {
    launcher = await launch(at, mode, report);
    const ending = Promise.race([signalled(launcher.kill), launcher.over]);
    await Promise.race([launcher.up, ending]);
    if (launcher.isUp()) {
      report(`\nMelo is up after ${((performance.now() - started) / 1000).toFixed(1)} s.\n${summary(at, mode)}`);
      send({ code: 0 });
      await ending;
    }
  } catch (error) {
    report(`Melo cannot start: ${error instanceof Error ? error.message : error}`);
    await launcher?.stop();
    send({ code: 1 });
    return 1;
  }
  await launcher.stop();
  report('Melo has stopped.');
  return 0;
}

/** Reports to the terminal, or to the process that started it in the background, and to the launcher's log. */
function reporter(at: Addresses): (line: string) => void {
  const log = openLog(logFile(at, 'launcher'));
  // The terminal or the parent process may have ended.
  process.stdout.on('error', () => {});
  process.on('error', () => {});
  return (line) => {
    log.write(`${new Date().toISOString()} ${line.trim()}\n`);
    if (process.send) send({ line });
    else console.log(line);
  };
}

function send(message: LauncherMessage): void {
  if (process.connected) process.send?.(message, undefined, {}, () => {});
}

function signalled(kill: () => void): Promise<void> {
  return new Promise((done) => {
    let first: number | undefined;
    const onSignal = () => {
      first ??= performance.now();
      if (performance.now() - first > SECOND_SIGNAL_MS) kill();
      done();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  });
}

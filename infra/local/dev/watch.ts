/** Reports files of the checkout whose content has changed, a batch at a time. */
import { createHash } from 'node:crypto';
import { existsSync, type FSWatcher, readdirSync, readFileSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';

/** Editors write a file in several steps, and a formatter touches several files. */
const QUIET_MS = 40;

export type Watcher = {
  /** Takes the present contents as known, so that they are not reported as changes. */
  accept(): void;
  close(): void;
};

/**
 * Calls `onChange` with paths from `root`. The next batch waits until it has settled; a failure goes to `onError`.
 * Contents are compared, because saving without a change and reading tools also raise events.
 */
export function watchFiles(
  root: string,
  paths: readonly string[],
  { onChange, onError }: { onChange(files: readonly string[]): Promise<void>; onError(error: unknown): void },
): Watcher {
  let known = contentsOf(root, paths);
  let timer: NodeJS.Timeout | undefined;
  let busy = false;

  const check = async (): Promise<void> => {
    const now = contentsOf(root, paths);
    const changed = [...new Set([...known.keys(), ...now.keys()])].filter((file) => known.get(file) !== now.get(file));
    known = now;
    if (changed.length === 0) return;
    busy = true;
    await onChange(changed).catch(onError);
    busy = false;
    schedule();
  };
  const schedule = (): void => {
    clearTimeout(timer);
    if (!busy) timer = setTimeout(() => void check().catch(onError), QUIET_MS);
  };
  const watchers: FSWatcher[] = paths.map((path) => watch(join(root, path), { recursive: true }, schedule));
  for (const watcher of watchers) watcher.on('error', onError);
  return {
    accept() {
      known = contentsOf(root, paths);
    },
    close() {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}

/** Hash of each file below the paths. */
function contentsOf(root: string, paths: readonly string[]): Map<string, string> {
  const contents = new Map<string, string>();
  const visit = (path: string): void => {
    const full = join(root, path);
    // It may have gone since its folder was read.
    const found = existsSync(full) ? statSync(full) : undefined;
    if (found?.isDirectory()) for (const name of readdirSync(full)) visit(`${path}/${name}`);
    else if (found?.isFile()) contents.set(path, createHash('sha1').update(readFileSync(full)).digest('base64'));
  };
  for (const path of paths) visit(path);
  return contents;
}

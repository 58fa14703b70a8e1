/** npm run help: all scripts by group. Plain JavaScript, so that it works before anything is installed. */
import { readFileSync } from 'node:fs';

const groups = JSON.parse(readFileSync(new URL('./scripts.json', import.meta.url), 'utf8'));
const width = Math.max(...Object.values(groups).flatMap((scripts) => Object.keys(scripts).map(({ length }) => length)));

/** npm runs these without `run`. */
const SHORT = new Set(['start', 'stop', 'test']);

for (const [group, scripts] of Object.entries(groups)) {
  console.log(group);
  for (const [name, line] of Object.entries(scripts))
    console.log(`  npm ${`${SHORT.has(name) ? '' : 'run '}${name}`.padEnd(width + 4)}  ${line}`);
  console.log();
}

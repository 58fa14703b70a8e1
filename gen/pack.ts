/** Packs gen/ for other teams as plain JavaScript with types, because Node strips no types under node_modules. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const gen = import.meta.dirname;
const out = join(gen, 'dist');
const bin = join(gen, '../node_modules/.bin');
rmSync(out, { recursive: true, force: true });
mkdirSync(out);
execFileSync(join(bin, 'buf'), ['generate', '--template', join(gen, 'pack.gen.yaml'), '-o', out], { cwd: join(gen, '..'), stdio: 'inherit' });
for (const file of ['package.json', 'README.md']) cpSync(join(gen, file), join(out, file));
execFileSync('npm', ['pack', '--silent'], { cwd: out, stdio: 'inherit' });

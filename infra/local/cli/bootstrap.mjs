/**
 * Bootstrap of every npm command of the stack, under whatever Node the machine has: checks what must be there,
 * installs the packages when they are missing or stale, and hands over to main.ts under the project's own Node.
 */
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

const MIN_NODE = 20;
const MIN_PYTHON = [3, 10];
const MIN_JAVA = 17;

const checkout = resolve(import.meta.dirname, '../../..');
const ownNode = join(checkout, 'node_modules/.bin/node');
const args = process.argv.slice(2);
// `run FILE …` runs another script of the project under its own Node, with everything installed.
const starts = ['start', 'dev', 'stores', 'run'].includes(args[0]);
const script = args[0] === 'run' ? args.slice(1) : [join(import.meta.dirname, 'main.ts'), ...args];

if (starts) {
  const missing = missingPrerequisites();
  if (missing.length > 0) leave(`Melo needs ${missing.join('; ')}.`);
  if (!isInstalled()) install();
} else if (!existsSync(ownNode)) {
  leave('Nothing is set up here yet: npm start does it.');
}

// When this process is killed, the launcher gets a signal and stops everything in order.
const child = spawn('setpriv', ['--pdeathsig', 'TERM', '--', ownNode, ...script], { stdio: 'inherit' });
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
// The terminal sends Ctrl-C to the launcher too.
process.on('SIGINT', () => {});
child.on('exit', (code) => process.exit(code ?? 1));

/** Missing prerequisites, each with the Debian package. */
function missingPrerequisites() {
  const node = Number(process.versions.node.split('.')[0]);
  const python = versionOf('python3', ['--version']);
  return [
    process.platform !== 'linux' || process.arch !== 'x64'
      ? `Linux on x64 (this is ${process.platform} on ${process.arch})`
      : '',
    node < MIN_NODE ? `Node ${MIN_NODE} or newer (this is ${node})` : '',
    find('npm') ? '' : 'npm (apt install npm)',
    atLeast(python, MIN_PYTHON) ? '' : `Python ${MIN_PYTHON.join('.')} or newer (apt install python3)`,
    !python || succeeds('python3', ['-m', 'pip', '--version']) ? '' : 'pip for Python (apt install python3-pip)',
    find('mvn') ? '' : 'Maven (apt install maven)',
    atLeast(versionOf('java', ['-version']), [MIN_JAVA])
      ? ''
      : `Java ${MIN_JAVA} or newer (apt install default-jre-headless)`,
    find('setpriv') ? '' : 'setpriv (apt install util-linux)',
  ].filter(Boolean);
}

function find(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The first version number that the program prints, as numbers. */
function versionOf(program, options) {
  const { stdout, stderr, status } = spawnSync(program, options, { encoding: 'utf8' });
  if (status !== 0) return undefined;
  return /(\d+)(?:\.(\d+))?/
    .exec(`${stdout}${stderr}`)
    ?.slice(1)
    .map((part) => Number(part ?? 0));
}

function atLeast(version, least) {
  if (!version) return false;
  for (const [i, part] of least.entries()) {
    if ((version[i] ?? 0) !== part) return (version[i] ?? 0) > part;
  }
  return true;
}

function succeeds(program, options) {
  return spawnSync(program, options, { stdio: 'ignore' }).status === 0;
}

/** Whether node_modules holds what the lockfile names, by npm's own record of it. */
function isInstalled() {
  const record = join(checkout, 'node_modules/.package-lock.json');
  if (!existsSync(record) || !existsSync(ownNode)) return false;
  const wanted = JSON.parse(readFileSync(join(checkout, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(record, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || present[path]?.version === version || (optional && !present[path]),
  );
}

function install() {
  console.log('installing npm packages …');
  const started = performance.now();
  npm('ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error');
  // .npmrc forbids install scripts; only those of the packages that package.json allows run, and need to.
  const { allowScripts } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'));
  npm(
    'rebuild',
    ...Object.keys(allowScripts).filter((name) => allowScripts[name]),
    '--ignore-scripts=false',
    '--loglevel=error',
  );
  console.log(`installed npm packages in ${((performance.now() - started) / 1000).toFixed(0)} s`);
}

/** By the machine's Node: the project's own, which npm puts first on PATH, is what is being replaced. */
function npm(...options) {
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.endsWith('node_modules/.bin'));
  const env = { ...process.env, PATH: path.join(delimiter) };
  const { status } = spawnSync('npm', options, { cwd: checkout, stdio: ['inherit', 'ignore', 'inherit'], env });
  if (status !== 0) leave(`npm ${options[0]} failed; see above.`);
}

function leave(sentence) {
  console.error(sentence);
  process.exit(1);
}

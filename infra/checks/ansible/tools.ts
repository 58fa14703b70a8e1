/** Ansible and ansible-lint, fetched through pip by hash into the cache. */
import { delimiter, join } from 'node:path';
import { addresses, checkout } from '../../local/addresses.ts';
import { pipRequirements } from '../../local/dependencies/packages.ts';
import { folderOf, type Part, provision, versionOf } from '../../local/dependencies/provision.ts';

const REQUIREMENTS = join(import.meta.dirname, 'ansible-requirements.txt');

const ansiblePart: Part = {
  name: 'ansible-packages',
  version: versionOf([REQUIREMENTS]),
  fetch: (into) => pipRequirements(REQUIREMENTS, into),
};

const at = addresses();
const folder = folderOf(ansiblePart, at);

export const ansibleFolder = join(checkout, 'ansible');

/** A program of the packages. Their programs call each other by PATH and import each other by PYTHONPATH. */
export const ansible = (program: string, args: readonly string[]) => ({
  command: 'python3',
  args: [join(folder, 'bin', program), ...args],
  options: {
    cwd: ansibleFolder,
    env: {
      PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`,
      PYTHONPATH: folder,
      ANSIBLE_CONFIG: join(ansibleFolder, 'ansible.cfg'),
      // What Ansible and its linter keep belongs to the cache and not to the checkout.
      ANSIBLE_HOME: join(at.cache, 'ansible-home'),
      // Ansible refuses locales that are not UTF-8.
      LC_ALL: 'C.UTF-8',
      NO_COLOR: '1',
    },
  },
});

export const provisionAnsible = () => provision([ansiblePart], at, console.log);

/** Seeds faults into copies of infra/aws. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bootstrapFaults } from './bootstrap-faults.ts';
import { policyProblems } from './checkov.ts';
import { environmentFaults, moduleFaults, policyFaults } from './fault-table.ts';
import { terraformProblems, withCopy } from './terraform.ts';

type Fault = {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly says: RegExp;
};

const inFile = (row: (typeof policyFaults)[number]): Fault => {
  const [name, file, from, to, says] = row;
  return { name, file, from, to, says };
};

const terraformFaults: readonly (Fault & { readonly folder: string })[] = [
  ...moduleFaults.map(([name, module, ...rest]) => ({
    ...inFile([name, `modules/${module}/main.tf`, ...rest]),
    folder: `modules/${module}`,
  })),
  ...environmentFaults.map((row) => ({ ...inFile(row), folder: 'environments/production' })),
  ...bootstrapFaults.map((row) => ({ ...inFile(row), folder: 'bootstrap' })),
];

export const faultCount = terraformFaults.length + policyFaults.length;

/** Faults that no check finds. */
export async function missedFaults(): Promise<string[]> {
  const missed: string[] = [];
  for (const fault of terraformFaults)
    await withCopy(async (folder) => {
      await seed(folder, fault);
      const said = (await terraformProblems(folder, [fault.folder])).join('\n').replace(/\s+/g, ' ');
      if (!fault.says.test(said)) missed.push(`${fault.name}: ${said || 'nothing was said'}`);
    });
  await withCopy(async (folder) => {
    const faults = policyFaults.map(inFile);
    for (const fault of faults) await seed(folder, fault);
    const said = policyProblems(folder).join('\n');
    missed.push(
      ...faults.filter(({ says }) => !says.test(said)).map(({ name }) => `${name}: checkov says nothing of it`),
    );
  });
  return missed;
}

async function seed(folder: string, { name, file, from, to }: Fault): Promise<void> {
  const path = join(folder, file);
  const text = await readFile(path, 'utf8');
  if (!text.includes(from)) throw new Error(`The fault "${name}" has no place in ${file} any more.`);
  await writeFile(path, text.replace(from, to));
}

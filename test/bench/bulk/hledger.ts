/** Debian's hledger on a journal of its own: what a report of the same size costs a program that reads its file anew each time. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const RUNS = 5;
const DAYS = 3_650;
const CATEGORIES = 40;

/** Milliseconds of each run over so many postings; none when it is not installed. */
export async function measureHledger(postings: number, lastDay: string): Promise<{ times: number[]; notes: string[] }> {
  if (spawnSync('hledger', ['--version']).error)
    return { times: [], notes: ['hledger is not installed (apt-get install --no-install-recommends hledger).'] };
  const folder = mkdtempSync(join(tmpdir(), 'melo-bench-'));
  try {
    const file = join(folder, 'bench.journal');
    writeFileSync(file, journalOf(postings, Temporal.PlainDate.from(lastDay)));
    const times = Array.from({ length: RUNS }, () => {
      const started = performance.now();
      const { status, stderr } = spawnSync('hledger', ['-f', file, 'balance', '--monthly', 'expenses'], {
        maxBuffer: 64 * 1024 * 1024,
      });
      if (status !== 0) throw new Error(`hledger ended with ${status}: ${stderr}`);
      return performance.now() - started;
    });
    return { times, notes: [`hledger starts anew and reads ${postings / 2} transactions of two postings each time.`] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function journalOf(postings: number, lastDay: Temporal.PlainDate): string {
  const count = postings / 2;
  const transactions = Array.from({ length: count }, (_, i) => {
    const day = lastDay.subtract({ days: DAYS - Math.floor((i * DAYS) / count) });
    const amount = `${Math.floor((i % 5_000) / 100)}.${String(i % 100).padStart(2, '0')}`;
    return `${day} Payee ${i % 500}\n  expenses:category ${i % CATEGORIES}  EUR ${amount}\n  assets:checking  EUR -${amount}\n`;
  });
  return transactions.join('\n');
}

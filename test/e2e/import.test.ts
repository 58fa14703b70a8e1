/** Imports of difficult files through the whole system: balances afterwards and after a revert. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, test } from 'node:test';
import { AccountType } from '#gen/melo/accounts/v1/account_pb.ts';
import { RowState } from '#gen/melo/transactions/v1/import_pb.ts';
import { until } from '#infra/local/demo/api-client.ts';
import { trialContent as trial } from '../../services/transactions/import/testing/trials.ts';
import { balances, eur, newHousehold, openAccount } from './household.ts';

let home: Awaited<ReturnType<typeof newHousehold>>;
before(async () => {
  home = await newHousehold('importer');
});

/** Imports a trial into an account as it is proposed. */
async function importTrial(accountId: string, name: string, choice: { moveOpeningDate?: boolean } = {}) {
  const { imports } = home.person;
  const file = { accountId, fileName: `${name}.csv`, content: trial(name) };
  const { mapping } = await imports.proposeMapping({ ...file, locale: 'en-GB' });
  const committed = await imports.commitImport({ ...file, ...choice, mapping: mapping!, requestId: randomUUID() });
  return committed.import!;
}

const holds = (account: string, expected: bigint) =>
  until(`a balance of ${expected}`, async () => (await balances(home.person, account))[0] === expected);

const accountOf = async (id: string) => (await home.person.accounts.getAccount({ id })).account!;

test('files with stray quotes, reversals or a direction column reach the bank’s balance', async () => {
  for (const [name, sum] of [
    ['t01c', 155_460n],
    ['t07b', 8000n],
    ['t03b', 147_500n],
    ['t16', -21_100n],
    ['t08c', -10_210n],
  ] as const) {
    const account = await openAccount(home.person, name, AccountType.CHECKING, 0n);
    await importTrial(account, name);
    await holds(account, sum);
  }
});

test('an import that moves the opening date keeps today’s balance, and reverting it restores both', async () => {
  const { person } = home;
  const account = await openAccount(person, 'Moved', AccountType.CHECKING, 50_000n);
  const openingDate = (await accountOf(account)).openingDate;
  const imports = await importTrial(account, 't05b', { moveOpeningDate: true });
  assert.equal(imports.createdCount, 5);
  // The two rows of 1969 and 1970 come out of the opening balance, the three of this year out of the account.
  await holds(account, 50_000n - 7900n);
  const moved = await accountOf(account);
  assert.deepEqual([moved.openingDate, moved.openingBalance!.minorUnits], ['1969-12-31', 50_700n]);
  await person.imports.revertImport({ id: imports.id, requestId: randomUUID() });
  await holds(account, 50_000n);
  const restored = await accountOf(account);
  assert.deepEqual([restored.openingDate, restored.openingBalance!.minorUnits], [openingDate, 50_000n]);
});

test('a later file recognises rows with time stamps and rows that were left out', async () => {
  const { imports, households } = home.person;
  const account = await openAccount(home.person, 'Zoned', AccountType.CHECKING, 0n);
  const [{ id } = { id: '' }] = (await households.listHouseholds({})).households;
  const timeZone = { household: { timeZone: 'America/New_York' }, updateMask: { paths: ['time_zone'] } };
  await households.updateHousehold({ id, ...timeZone, requestId: randomUUID() });
  const file = { accountId: account, fileName: 't12.csv', content: trial('t12') };
  const { mapping } = await imports.proposeMapping(file);
  await until('the household’s new zone', async () => {
    const { rows } = await imports.previewImport({ ...file, mapping: mapping! });
    return rows[1]!.transaction!.postingDate === '2026-02-28';
  });
  await imports.commitImport({ ...file, mapping: mapping!, excludedRows: [5], requestId: randomUUID() });
  const { rows } = await imports.previewImport({ ...file, mapping: mapping! });
  const { DUPLICATE, LEFT_OUT } = RowState;
  assert.deepEqual(
    rows.map(({ state }) => state),
    [DUPLICATE, DUPLICATE, DUPLICATE, LEFT_OUT],
  );
  await holds(account, eur(-600n).minorUnits);
});

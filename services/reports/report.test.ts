import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConnectError } from '@connectrpc/connect';
import { ErrorInfoSchema } from '#gen/google/rpc/error_details_pb.ts';
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { netWorth } from './net-worth.ts';
import { daysOf, monthsOf, partsOf, rangeOf } from './range.ts';
import { incomeStatement, type LineSum, spendingByCategory } from './report.ts';

const line = (fields: Partial<LineSum>): LineSum => ({
  month: '2026-11',
  categoryId: '',
  kind: CategoryKind.UNSPECIFIED,
  currency: 'EUR',
  moneyOut: (fields.minorUnits ?? 0n) < 0n,
  minorUnits: 0n,
  lineCount: 1n,
  ...fields,
});
const expense = { categoryId: 'food', kind: CategoryKind.EXPENSE };
const income = { categoryId: 'salary', kind: CategoryKind.INCOME };
const rejected = (reason: string) => (error: unknown) =>
  error instanceof ConnectError && error.findDetails(ErrorInfoSchema)[0]?.reason === reason;

describe('spending and income', () => {
  it('given 30 spent and 50 refunded in one category, then spending is −20', () => {
    const { rows, total } = spendingByCategory(
      [line({ ...expense, minorUnits: -3_000n }), line({ ...expense, minorUnits: 5_000n })],
      'EUR',
    );
    assert.deepEqual(
      rows.map(({ categoryId, amount, lineCount }) => [categoryId, amount.minorUnits, lineCount]),
      [['food', -2_000n, 2n]],
    );
    assert.equal(total.minorUnits, -2_000n);
  });

  it('given money without a category, when the statement is made, then money out is spending and money in is income', () => {
    const statement = incomeStatement([line({ minorUnits: -700n }), line({ minorUnits: 900n })], 'EUR', ['2026-11']);
    assert.equal(statement.spending.minorUnits, 700n);
    assert.equal(statement.income.minorUnits, 900n);
    assert.equal(statement.net.minorUnits, 200n);
  });

  it('given pay that was partly taken back, when the statement is made, then income is reduced and spending is 0', () => {
    const sums = [line({ ...income, minorUnits: 100_000n }), line({ ...income, minorUnits: -4_000n })];
    const statement = incomeStatement(sums, 'EUR', ['2026-11']);
    assert.equal(statement.income.minorUnits, 96_000n);
    assert.equal(statement.spending.minorUnits, 0n);
  });

  it('given spending in a currency without a rate, when figures are made, then it is left out and reported as unconverted', () => {
    const sums = [line({ ...expense, minorUnits: -100n }), line({ ...expense, currency: 'JPY', minorUnits: -1_200n })];
    const spending = spendingByCategory(sums, 'EUR');
    assert.equal(spending.total.minorUnits, 100n);
    assert.deepEqual(
      spending.unconverted.map(({ currencyCode, minorUnits }) => [currencyCode, minorUnits]),
      [['JPY', 1_200n]],
    );
    assert.equal(incomeStatement(sums, 'EUR', ['2026-11']).unconverted[0]!.minorUnits, -1_200n);
  });

  it('given months without any line, when the statement is made, then they are listed with zeros', () => {
    const months = monthsOf({ from: '2026-10-15', to: '2027-01-02' });
    const statement = incomeStatement([line({ ...expense, minorUnits: -1n })], 'EUR', months);
    assert.deepEqual(
      statement.months.map(({ month, spending }) => [month, spending.minorUnits]),
      [
        ['2026-10', 0n],
        ['2026-11', 1n],
        ['2026-12', 0n],
        ['2027-01', 0n],
      ],
    );
  });
});

describe('net worth', () => {
  const account = { id: 'a', currency: 'EUR', openingDate: '2026-02-10', openingMinorUnits: 1_000n };

  it('given an account opened in February, when net worth starts in January, then it is 0 before the opening date and counts from then on', () => {
    const sums = [{ accountId: 'a', month: '2026-03', minorUnits: -300n }];
    const { points } = netWorth([account], sums, 'EUR', daysOf({ from: '2026-01-01', to: '2026-03-15' }));
    assert.deepEqual(
      points.map(({ date, netWorth: figure }) => [date, figure.minorUnits]),
      [
        ['2026-01-31', 0n],
        ['2026-02-28', 1_000n],
        ['2026-03-15', 700n],
      ],
    );
  });

  it('given a card with debt, then it is a negative liability', () => {
    const card = { ...account, id: 'b', openingMinorUnits: -400n };
    const { points } = netWorth([account, card], [], 'EUR', ['2026-02-28']);
    const [{ assets, liabilities, netWorth: figure }] = points as [(typeof points)[0]];
    assert.deepEqual([assets.minorUnits, liabilities.minorUnits, figure.minorUnits], [1_000n, -400n, 600n]);
  });

  it('given an account in another currency, when net worth is made, then it is reported as unconverted once it is open', () => {
    const dollars = { ...account, currency: 'USD' };
    assert.equal(netWorth([dollars], [], 'EUR', ['2026-01-31']).unconverted.length, 0);
    const { points, unconverted } = netWorth([dollars], [], 'EUR', ['2026-02-28']);
    assert.equal(points[0]!.netWorth.minorUnits, 0n);
    assert.deepEqual([unconverted[0]!.currencyCode, unconverted[0]!.minorUnits], ['USD', 1_000n]);
  });
});

describe('ranges', () => {
  it('given a leap year, when days are listed, then February ends on the 29th and the range on its last day', () => {
    assert.deepEqual(daysOf({ from: '2028-02-01', to: '2028-03-31' }), ['2028-02-29', '2028-03-31']);
    assert.deepEqual(daysOf({ from: '2028-02-29', to: '2028-02-29' }), ['2028-02-29']);
  });

  it('given invalid dates or an end before the start, then the range is rejected', () => {
    for (const [from, to] of [
      ['2026-02-30', '2026-03-01'],
      ['2026-01-01', '2026-13-01'],
      ['0000-01-01', '0001-01-01'],
      ['2026-02-02', '2026-02-01'],
    ] as const) {
      assert.throws(() => rangeOf(from, to), rejected('DATE_INVALID'));
    }
  });

  it('given a range that begins or ends within a month, then only these months are covered in part', () => {
    const parts = (from: string, to: string) => {
      const { months, days } = partsOf({ from, to });
      return [months && `${months.from}..${months.to}`, ...days.map((one) => `${one.from}..${one.to}`)];
    };
    assert.deepEqual(parts('2026-01-01', '2026-12-31'), ['2026-01-01..2026-12-01']);
    assert.deepEqual(parts('2026-01-02', '2026-03-30'), [
      '2026-02-01..2026-02-01',
      '2026-01-02..2026-01-31',
      '2026-03-01..2026-03-30',
    ]);
    assert.deepEqual(parts('2024-01-31', '2024-02-29'), ['2024-02-01..2024-02-01', '2024-01-31..2024-01-31']);
    assert.deepEqual(parts('2024-02-01', '2024-02-28'), [undefined, '2024-02-01..2024-02-28']);
    assert.deepEqual(parts('2026-02-01', '2026-02-28'), ['2026-02-01..2026-02-01']);
    assert.deepEqual(parts('2025-12-31', '2026-01-01'), [
      undefined,
      '2025-12-31..2025-12-31',
      '2026-01-01..2026-01-01',
    ]);
    assert.deepEqual(parts('9999-12-02', '9999-12-31'), [undefined, '9999-12-02..9999-12-31']);
    assert.deepEqual(parts('0001-01-01', '0001-01-30'), [undefined, '0001-01-01..0001-01-30']);
  });

  it('given a range of ten years and a day, then it is too long', () => {
    assert.deepEqual(rangeOf('2016-02-29', '2026-02-28').from, '2016-02-29');
    assert.throws(() => rangeOf('2016-02-28', '2026-03-01'), rejected('RANGE_TOO_LONG'));
  });
});

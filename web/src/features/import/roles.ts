/** The roles of the columns of a file, as an import mapping defines them. */
import { create } from '@bufbuild/protobuf';
import {
  type AmountColumns,
  AmountColumnsSchema,
  type Mapping,
  MappingSchema,
} from '#gen/melo/transactions/v1/import_pb.ts';
import type { MessageId } from '../../i18n/messages/message-id.ts';
import { text } from '../../i18n/text.ts';

export type Role =
  | 'date'
  | 'amount'
  | 'in'
  | 'out'
  | 'direction'
  | 'payee'
  | 'note'
  | 'bank-id'
  | 'balance'
  | 'currency'
  | 'foreign';

export const roleChoices: readonly { readonly value: Role; readonly label: MessageId }[] = [
  { value: 'date', label: 'import.date' },
  { value: 'amount', label: 'import.amount' },
  { value: 'in', label: 'import.money-in' },
  { value: 'out', label: 'import.money-out' },
  { value: 'direction', label: 'import.in-or-out' },
  { value: 'payee', label: 'import.payee' },
  { value: 'note', label: 'import.note' },
  { value: 'bank-id', label: 'import.banks-id' },
  { value: 'balance', label: 'import.balance' },
  { value: 'currency', label: 'import.currency' },
  { value: 'foreign', label: 'import.foreign-amount' },
];

/** Roles that one column can have, with the field of the mapping. */
const single = {
  date: 'dateColumn',
  direction: 'directionColumn',
  payee: 'payeeColumn',
  'bank-id': 'bankIdColumn',
  balance: 'balanceColumn',
  currency: 'currencyColumn',
  foreign: 'foreignAmountColumn',
} as const;
const singleRoles = Object.keys(single) as (keyof typeof single)[];

type Columns = Pick<Mapping, (typeof single)[keyof typeof single] | 'amountColumns' | 'noteColumns'>;

export function roleOf(mapping: Columns, column: number): Role | undefined {
  const { amountColumns: amounts } = mapping;
  if (amounts?.amount === column) return 'amount';
  if (amounts?.moneyIn === column) return 'in';
  if (amounts?.moneyOut === column) return 'out';
  if (mapping.noteColumns.includes(column)) return 'note';
  return singleRoles.find((role) => mapping[single[role]] === column);
}

/** The mapping after a column gets a role. Another column loses it. One amount column and a pair of columns exclude each other. */
export function withRole(mapping: Mapping, column: number, role: Role | undefined): Mapping {
  const taken = (wanted: Role, at: number | undefined) => (role === wanted ? column : at === column ? undefined : at);
  const amounts = mapping.amountColumns;
  const notes = mapping.noteColumns.filter((note) => note !== column);
  const { format, encoding, delimiter, decimalMark, dateOrder, skipRows, moneyOutValue } = mapping;
  const after = create(MappingSchema, {
    format,
    encoding,
    delimiter,
    decimalMark,
    dateOrder,
    skipRows,
    moneyOutValue,
    noteColumns: role === 'note' ? [...notes, column].sort((a, b) => a - b) : notes,
    amountColumns: amountColumns(
      {
        amount: taken('amount', role === 'in' || role === 'out' ? undefined : amounts?.amount),
        moneyIn: taken('in', role === 'amount' ? undefined : amounts?.moneyIn),
        moneyOut: taken('out', role === 'amount' ? undefined : amounts?.moneyOut),
      },
      amounts?.inverted ?? false,
    ),
  });
  for (const own of singleRoles) {
    const at = taken(own, mapping[single[own]]);
    if (at !== undefined) after[single[own]] = at;
  }
  return after;
}

type Amounts = {
  readonly amount?: number | undefined;
  readonly moneyIn?: number | undefined;
  readonly moneyOut?: number | undefined;
};

const amountColumns = ({ amount, moneyIn, moneyOut }: Amounts, inverted: boolean): AmountColumns =>
  create(AmountColumnsSchema, {
    inverted,
    ...(amount !== undefined && { amount }),
    ...(moneyIn !== undefined && { moneyIn }),
    ...(moneyOut !== undefined && { moneyOut }),
  });

/** A message for the first choice that the mapping lacks; undefined when it is complete. */
export function lacking(
  mapping: Pick<
    Mapping,
    'dateColumn' | 'amountColumns' | 'dateOrder' | 'decimalMark' | 'directionColumn' | 'moneyOutValue'
  >,
): string | undefined {
  const { amount, moneyIn, moneyOut } = mapping.amountColumns ?? {};
  if (mapping.dateColumn === undefined) return text('import.choose-the-column-of-the-date');
  if (mapping.dateOrder === 0) return text('import.choose-the-order-of-day-month');
  if (amount === undefined && moneyIn === undefined && moneyOut === undefined)
    return text('import.choose-the-column-of-the-amount');
  if (mapping.decimalMark === '') return text('import.choose-the-decimal-mark');
  const isOpen = mapping.directionColumn !== undefined && mapping.moneyOutValue.trim() === '';
  return isOpen ? text('import.enter-the-value-of-the-in') : undefined;
}

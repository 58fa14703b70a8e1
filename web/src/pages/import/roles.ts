/** What a column of a file is: the mapping seen from its columns. */
import { create } from '@bufbuild/protobuf';
import {
  type AmountColumns,
  AmountColumnsSchema,
  type Mapping,
  MappingSchema,
} from '#gen/melo/transactions/v1/import_pb.ts';

export type Role = 'date' | 'amount' | 'in' | 'out' | 'payee' | 'note' | 'bank-id';

export const roleChoices: readonly { readonly value: Role; readonly label: string }[] = [
  { value: 'date', label: 'Date' },
  { value: 'amount', label: 'Amount' },
  { value: 'in', label: 'Money in' },
  { value: 'out', label: 'Money out' },
  { value: 'payee', label: 'Payee' },
  { value: 'note', label: 'Note' },
  { value: 'bank-id', label: 'Bank’s id' },
];

type Columns = Pick<Mapping, 'dateColumn' | 'amountColumns' | 'payeeColumn' | 'noteColumns' | 'bankIdColumn'>;

export function roleOf(mapping: Columns, column: number): Role | undefined {
  const { amountColumns: amounts } = mapping;
  if (mapping.dateColumn === column) return 'date';
  if (amounts?.amount === column) return 'amount';
  if (amounts?.moneyIn === column) return 'in';
  if (amounts?.moneyOut === column) return 'out';
  if (mapping.payeeColumn === column) return 'payee';
  if (mapping.noteColumns.includes(column)) return 'note';
  return mapping.bankIdColumn === column ? 'bank-id' : undefined;
}

/** The mapping with one column given a role, which another may lose; one amount column and a pair exclude each other. */
export function withRole(mapping: Mapping, column: number, role: Role | undefined): Mapping {
  const taken = (wanted: Role, at: number | undefined) => (role === wanted ? column : at === column ? undefined : at);
  const amounts = mapping.amountColumns;
  const notes = mapping.noteColumns.filter((note) => note !== column);
  const columns = {
    date: taken('date', mapping.dateColumn),
    payee: taken('payee', mapping.payeeColumn),
    bankId: taken('bank-id', mapping.bankIdColumn),
    amount: taken('amount', role === 'in' || role === 'out' ? undefined : amounts?.amount),
    moneyIn: taken('in', role === 'amount' ? undefined : amounts?.moneyIn),
    moneyOut: taken('out', role === 'amount' ? undefined : amounts?.moneyOut),
  };
  const { format, encoding, delimiter, decimalMark, dateOrder, skipRows } = mapping;
  return create(MappingSchema, {
    format,
    encoding,
    delimiter,
    decimalMark,
    dateOrder,
    skipRows,
    ...(columns.date !== undefined && { dateColumn: columns.date }),
    ...(columns.payee !== undefined && { payeeColumn: columns.payee }),
    ...(columns.bankId !== undefined && { bankIdColumn: columns.bankId }),
    noteColumns: role === 'note' ? [...notes, column].sort((a, b) => a - b) : notes,
    amountColumns: amountColumns(columns, amounts?.inverted ?? false),
  });
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

/** What the mapping still lacks, in the user's words; undefined when a file can be read by it. */
export function lacking(
  mapping: Pick<Mapping, 'dateColumn' | 'amountColumns' | 'dateOrder' | 'decimalMark'>,
): string | undefined {
  const { amount, moneyIn, moneyOut } = mapping.amountColumns ?? {};
  if (mapping.dateColumn === undefined) return 'Choose the column of the date.';
  if (mapping.dateOrder === 0) return 'Choose the order of day, month and year.';
  if (amount === undefined && moneyIn === undefined && moneyOut === undefined)
    return 'Choose the column of the amount.';
  return mapping.decimalMark === '' ? 'Choose the decimal mark.' : undefined;
}

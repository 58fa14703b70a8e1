/** The parts from which a mapping is proposed. */
import type { Reading } from '../statement.ts';
import type { TableRow } from './table.ts';

/** Input of a proposal besides the file: the user's locale, and whether the account is a credit card. */
export type Proposing = Reading & { readonly locale: string; readonly isCard: boolean };

/** The rows with transactions, and the header above them. */
export type Body = {
  readonly rows: readonly TableRow[];
  readonly header: readonly string[];
  readonly skipRows: number;
};

/** Roles of the columns by index. */
export type Columns = {
  amount?: number;
  moneyIn?: number;
  moneyOut?: number;
  direction?: { column: number; moneyOut: string };
  balance?: number;
  currency?: number;
  foreignAmount?: number;
  payee?: number;
  note?: number;
  bankId?: number;
};

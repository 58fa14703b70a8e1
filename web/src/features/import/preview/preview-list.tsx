/** Rows of a file as they will be read, as a list on a phone: payee and amount, below them date and note, and what the row becomes. */
import type { PreviewRow } from '#gen/melo/transactions/v1/import_pb.ts';
import { useCurrentHousehold } from '../../../api/current-household.tsx';
import { formatDay } from '../../../i18n/dates.ts';
import { text } from '../../../i18n/text.ts';
import { Amount } from '../../../ui/layout/amount.tsx';
import { FitAmounts } from '../../../ui/layout/fit-amounts.tsx';
import { type Choice, isProposed } from './choice.ts';
import type { Existing } from './existing.ts';
import style from './preview-list.module.css';
import { ChoiceBox } from './preview-table.tsx';
import { RowStatus } from './row-status.tsx';

type Props = {
  readonly rows: readonly PreviewRow[];
  /** In the review, what the user has decided about rows. */
  readonly choice: Choice | undefined;
  readonly existing: Existing;
};

export const PreviewList = ({ rows, choice, existing }: Props) => (
  <FitAmounts>
    <ul className={style['list']} aria-label={text('import.rows-of-the-file')}>
      {rows.map((row) => (
        <Row key={row.rowNumber} row={row} choice={choice} existing={existing} />
      ))}
    </ul>
  </FitAmounts>
);

function Row({ row, choice, existing }: Omit<Props, 'rows'> & { readonly row: PreviewRow }) {
  const isTaken = choice ? choice.isTaken(row) : isProposed(row);
  return (
    <li className={style['row']} data-left-out={!isTaken}>
      {choice && <ChoiceBox row={row} choice={choice} />}
      <div className={style['content']}>
        <Content row={row} isTaken={isTaken} />
        <div>
          <RowStatus row={row} existing={existing.get(row.existingTransactionId)} choice={choice} />
        </div>
      </div>
    </li>
  );
}

/** Nothing for rows that cannot be read. */
function Content({ row: { transaction }, isTaken }: { readonly row: PreviewRow; readonly isTaken: boolean }) {
  const { locale, today } = useCurrentHousehold();
  if (!transaction) return null;
  const { payee, note, amount, postingDate } = transaction;
  return (
    <>
      <div className={style['line']}>
        <span className={style['payee']}>{payee}</span>
        {amount && <Amount of={amount} flow={isTaken} strong />}
      </div>
      <div className={style['details']}>
        {[formatDay(postingDate, locale, today), note].filter(Boolean).join(' · ')}
      </div>
    </>
  );
}

/** The register: a table where there is room, a list on a phone. Scrolling loads older rows. */
import { useMediaQuery } from '@mantine/hooks';
import { useCallback, useMemo, useState } from 'react';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { finalBalanceOf } from '../../api/balances.ts';
import { type Ledger, rowsOf } from '../../api/ledger/chunks.ts';
import { useMore } from '../../api/ledger/list.ts';
import type { LedgerRequest } from '../../api/ledger/request.ts';
import { useAccounts } from '../../api/lists.ts';
import { TABLES, WIDE } from '../../app/theme.ts';
import { EditDialog } from './edit/edit-dialog.tsx';
import { type Filters, isWholeAccount } from './filters/filters.ts';
import { RegisterBar } from './register-bar.tsx';
import { RegisterProvider } from './row/register-context.tsx';
import { type OpenMenu, RowMenu } from './row/row-menu.tsx';
import { runningBalances } from './running.ts';
import { createSelection, type Selection, SelectionProvider } from './selection.ts';
import { Older } from './table/older.tsx';
import { PhoneList } from './table/phone-list.tsx';
import { RegisterTable } from './table/register-table.tsx';
import { useInView } from './use-in-view.ts';

type Props = {
  readonly ledger: Ledger;
  /** What is loaded of it; the rows are those of another request while they are stale. */
  readonly request: LedgerRequest;
  readonly filters: Filters;
  readonly stale: boolean;
  readonly isDense: boolean;
};

export function Register({ ledger, request, filters, stale, isDense }: Props) {
  const roomy = useMediaQuery(TABLES, true, { getInitialValueInEffect: false });
  const isNarrow = !useMediaQuery(WIDE, true, { getInitialValueInEffect: false });
  const transactions = useMemo(() => rowsOf(ledger), [ledger]);
  const balances = useBalances(transactions, filters, stale);
  const older = useMore(request);
  const see = useInView({ ledger, request, stale, older });
  const [stuck, setStuck] = useState(0);
  const [selection] = useState(createSelection);
  const { edited, splitting, menu, actions, close } = useOpened(transactions, selection);
  const columns = useColumns(transactions, balances !== undefined, filters, isNarrow);
  const find = (id: string | undefined) => transactions.find((one) => one.id === id);
  const editing = find(edited);
  const place = JSON.stringify(request);
  return (
    <SelectionProvider value={selection}>
      <RegisterProvider actions={actions}>
        <RegisterBar {...{ ledger, request, transactions, filters, stale }} reportHeight={setStuck} />
        {roomy ? (
          <RegisterTable
            key={String(isDense)}
            {...{ transactions, balances, columns, isNarrow, isDense, stuck, place, splitting, see }}
            count={ledger.count}
          />
        ) : (
          <PhoneList {...{ transactions, stuck, place, see }} />
        )}
        {ledger.next !== '' && !stale && <Older {...older} />}
        <RowMenu open={menu} transaction={find(menu?.id)} close={close.menu} />
        {editing && <EditDialog transaction={editing} close={close.edit} />}
      </RegisterProvider>
    </SelectionProvider>
  );
}

/** What is open, and the actions of the rows; these stay the same, so that rows need not be rendered again. */
function useOpened(transactions: readonly Transaction[], selection: Selection) {
  const [edited, edit] = useState<string>();
  const [splitting, split] = useState<string>();
  const [menu, setMenu] = useState<OpenMenu>();
  const [order] = useState<{ ids: readonly string[] }>({ ids: [] });
  order.ids = transactions.map(({ id }) => id);
  const actions = useMemo(
    () => ({
      edit,
      split,
      openMenu: (id: string, button: HTMLElement) => setMenu({ id, button }),
      toggle: (id: string, isRange: boolean) => selection.toggle(id, isRange ? order.ids : undefined),
    }),
    [selection, order],
  );
  const closeMenu = useCallback(() => setMenu(undefined), []);
  const closeEdit = useCallback(() => edit(undefined), []);
  return { edited, splitting, menu, actions, close: { menu: closeMenu, edit: closeEdit } };
}

/** Where there is little room, a column of empty notes gives it to the others. */
function useColumns(transactions: readonly Transaction[], balance: boolean, filters: Filters, isNarrow: boolean) {
  const account = filters.account === undefined;
  const note = useMemo(() => !isNarrow || transactions.some((one) => one.note !== ''), [transactions, isNarrow]);
  return useMemo(() => ({ account, note, balance }), [account, note, balance]);
}

/** The rows of another account do not add up to this one's balance. */
function useBalances(transactions: readonly Transaction[], filters: Filters, stale: boolean) {
  const { byId } = useAccounts();
  const account = filters.account ? byId.get(filters.account) : undefined;
  const isWhole = isWholeAccount(filters) && !stale;
  return useMemo(() => {
    if (!account || !isWhole) return undefined;
    const amounts = transactions.map(({ amount }) => amount?.minorUnits ?? 0n);
    return runningBalances(finalBalanceOf(account).minorUnits, amounts);
  }, [transactions, account, isWhole]);
}

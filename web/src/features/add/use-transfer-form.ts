/** The form of a transfer between two own accounts, and its write. */
import { type UseFormReturnType, useForm } from '@mantine/form';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { showAdded } from '../../api/ledger/cache.ts';
import { useAccounts } from '../../api/lists.ts';
import { useWrite } from '../../api/mutations.ts';
import { readAmount } from '../../i18n/amounts.ts';
import { text } from '../../i18n/text.ts';
import { offerUndo } from '../../ui/feedback/toast.tsx';
import { showServerErrors } from '../../ui/inputs/form.tsx';
import { removeAdded } from '../transactions/edit/bulk.ts';
import { useCurrencyOfAccount } from './use-transaction-form.ts';
import { missingAccount, missingDate, notPositive } from './validation.ts';

export type TransferValues = {
  readonly fromAccountId: string;
  readonly toAccountId: string;
  /** As typed, in the currency of the sending account. */
  readonly amount: string;
  /** As typed, in the currency of the receiving account, if that differs. */
  readonly receivedAmount: string;
  readonly postingDate: string;
  readonly note: string;
};

export type TransferForm = UseFormReturnType<TransferValues>;

/** `accountId` is preselected: a card receives the transfer, any other account sends it. */
export function useTransferForm(accountId: string | undefined, close: () => void) {
  const { today, locale } = useCurrentHousehold();
  const currencyOfAccount = useCurrencyOfAccount();
  const form: TransferForm = useForm<TransferValues>({
    initialValues: { ...useUsualAccounts(accountId), amount: '', receivedAmount: '', postingDate: today, note: '' },
    validate: {
      fromAccountId: missingAccount,
      toAccountId: (id, { fromAccountId }) =>
        missingAccount(id) ?? (id === fromAccountId ? text('errors.reason.SAME_ACCOUNT') : undefined),
      amount: (typed, { fromAccountId }) => notPositive(typed, currencyOfAccount(fromAccountId), locale),
      receivedAmount: (typed, { fromAccountId, toAccountId }) => {
        const [leaving, arriving] = [currencyOfAccount(fromAccountId), currencyOfAccount(toAccountId)];
        return toAccountId === '' || leaving === arriving ? undefined : notPositive(typed, arriving, locale);
      },
      postingDate: missingDate,
    },
  });
  const { fromAccountId, toAccountId } = form.values;
  const currencies = { leaving: currencyOfAccount(fromAccountId), arriving: currencyOfAccount(toAccountId) };
  const isExchange = toAccountId !== '' && currencies.leaving !== currencies.arriving;
  return { form, currencies, isExchange, ...useSaveTransfer(form, { currencies, isExchange, close }) };
}

function useUsualAccounts(accountId: string | undefined): Pick<TransferValues, 'fromAccountId' | 'toAccountId'> {
  const { byId, open } = useAccounts();
  const isCard = byId.get(accountId ?? '')?.type === 'CREDIT_CARD';
  const usualFrom = open.find(({ type }) => type === 'CHECKING')?.id ?? open[0]?.id ?? '';
  const fromAccountId = accountId && !isCard ? accountId : usualFrom;
  const usualTo = open.find(({ type, id }) => type === 'CREDIT_CARD' && id !== fromAccountId)?.id ?? '';
  return { fromAccountId, toAccountId: accountId && isCard ? accountId : usualTo };
}

type SaveOptions = {
  readonly currencies: { readonly leaving: string; readonly arriving: string };
  readonly isExchange: boolean;
  readonly close: () => void;
};

function useSaveTransfer(form: TransferForm, { currencies, isExchange, close }: SaveOptions) {
  const { household, locale } = useCurrentHousehold();
  const create = useWrite(TransactionService.method.createTransfer, 'ledger', {
    onSuccess: ({ fromTransaction, toTransaction }) => {
      close();
      showAdded([fromTransaction!, toTransaction!]);
      offerUndo(text('add.transfer-recorded'), () => removeAdded([fromTransaction!]));
    },
    onError: (error) => showServerErrors(form, error, { reasons: REASONS }),
  });
  const moneyOf = (typed: string, currencyCode: string) => ({
    currencyCode,
    minorUnits: readAmount(typed, currencyCode, locale)!,
  });
  const save = ({ amount, receivedAmount, note, ...values }: TransferValues) =>
    create.mutate({
      householdId: household.id,
      ...values,
      amount: moneyOf(amount, currencies.leaving),
      ...(isExchange && { receivedAmount: moneyOf(receivedAmount, currencies.arriving) }),
      note: note.trim(),
    });
  return { save, busy: create.isPending };
}

/** The form field to which an error with this reason belongs. */
const REASONS = { BEFORE_OPENING: 'postingDate', DATE_INVALID: 'postingDate', SAME_ACCOUNT: 'toAccountId' };

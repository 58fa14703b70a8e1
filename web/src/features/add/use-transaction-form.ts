/** The form of a transaction that was paid or received, and its write. */
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useEffect } from 'react';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { showAdded } from '../../api/ledger/cache.ts';
import { currencyOf, useAccounts } from '../../api/lists.ts';
import { useWrite } from '../../api/mutations.ts';
import { readAmount } from '../../i18n/amounts.ts';
import { text } from '../../i18n/text.ts';
import { offerUndo } from '../../ui/feedback/toast.tsx';
import { showServerErrors, submitting } from '../../ui/inputs/form.tsx';
import { removeAdded } from '../transactions/edit/bulk.ts';
import { rememberAccount, rememberedAccount } from './remembered.ts';
import { missingAccount, missingDate, notPositive } from './validation.ts';

export type TransactionValues = {
  /** As typed, without a sign. */
  readonly amount: string;
  readonly postingDate: string;
  readonly payee: string;
  readonly categoryId: string;
  readonly accountId: string;
  readonly note: string;
};

export type TransactionForm = UseFormReturnType<TransactionValues>;

export type Direction = 'out' | 'in';

type Options = { readonly direction: Direction; readonly accountId: string | undefined; readonly close: () => void };

/** `accountId` is preselected; without it, the account that was used last. */
export function useTransactionForm({ direction, accountId, close }: Options) {
  const { today, locale } = useCurrentHousehold();
  const currencyOfAccount = useCurrencyOfAccount();
  const usable = useUsableAccount(accountId ?? rememberedAccount());
  const form: TransactionForm = useForm<TransactionValues>({
    initialValues: {
      amount: '',
      postingDate: today,
      payee: '',
      categoryId: '',
      accountId: usable,
      note: '',
    },
    validate: {
      amount: (typed, values) => notPositive(typed, currencyOfAccount(values.accountId), locale),
      postingDate: missingDate,
      accountId: missingAccount,
    },
  });
  // Accounts may be loaded after the form has opened.
  const isMissing = form.values.accountId === '' && usable !== '';
  useEffect(() => {
    if (!isMissing) return;
    form.setInitialValues({ ...form.getInitialValues(), accountId: usable });
    form.setFieldValue('accountId', usable);
  }, [isMissing, usable, form]);
  return { form, currency: currencyOfAccount(form.values.accountId), ...useSaveTransaction(form, direction, close) };
}

/** The wanted account, or the first open one when that is archived or unknown. */
function useUsableAccount(wanted: string): string {
  const { open, byId } = useAccounts();
  return byId.get(wanted)?.archived === false ? wanted : (open[0]?.id ?? '');
}

/** The currency of an account by its ID; the household's for an unknown one. */
export function useCurrencyOfAccount(): (id: string) => string {
  const { currency } = useCurrentHousehold();
  const { byId } = useAccounts();
  return (id) => {
    const account = byId.get(id);
    return account ? currencyOf(account) : currency;
  };
}

function useSaveTransaction(form: TransactionForm, direction: Direction, close: () => void) {
  const { household, locale } = useCurrentHousehold();
  const currencyOfAccount = useCurrencyOfAccount();
  const { mutate, isPending } = useWrite(TransactionService.method.createTransaction, 'ledger', {
    onSuccess: ({ transaction }) => {
      rememberAccount(form.getValues().accountId);
      showAdded([transaction!]);
      offerUndo(text('add.transaction-added'), () => removeAdded([transaction!]));
    },
    onError: (error) => showServerErrors(form, error, { resource: 'transaction', reasons: REASONS }),
  });
  const send = ({ amount, payee, note, categoryId, ...values }: TransactionValues, onSuccess: () => void) => {
    const currencyCode = currencyOfAccount(values.accountId);
    const units = readAmount(amount, currencyCode, locale)!;
    const money = { currencyCode, minorUnits: direction === 'out' ? -units : units };
    const lines = [{ categoryId, amount: money }];
    const transaction = { ...values, payee: payee.trim(), note: note.trim(), amount: money, lines };
    mutate({ householdId: household.id, transaction }, { onSuccess });
  };
  return {
    save: (values: TransactionValues) => send(values, close),
    addAndNext: submitting(form, (values) => send(values, () => startNext(form))),
    busy: isPending,
  };
}

/** Empties the form but for its date and account, which the next transaction usually shares. */
function startNext(form: TransactionForm): void {
  const { postingDate, accountId } = form.getValues();
  form.setInitialValues({ amount: '', payee: '', categoryId: '', note: '', postingDate, accountId });
  form.reset();
  form.getInputNode('amount')?.focus();
}

/** The form field to which an error with this reason belongs. */
const REASONS = {
  ACCOUNT_UNKNOWN: 'accountId',
  ACCOUNT_ARCHIVED: 'accountId',
  CATEGORY_UNKNOWN: 'categoryId',
  BEFORE_OPENING: 'postingDate',
  DATE_INVALID: 'postingDate',
};

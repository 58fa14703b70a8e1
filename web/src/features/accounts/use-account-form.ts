/** The form of an account and its writes. Debt is typed without a minus; the form adds it. */
import { type UseFormReturnType, useForm } from '@mantine/form';
import { AccountService } from '#gen/melo/accounts/v1/account_service_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import type { Account } from '../../api/lists.ts';
import { useWrite } from '../../api/mutations.ts';
import { exactOf, readAmount, writePlain } from '../../i18n/amounts.ts';
import { text } from '../../i18n/text.ts';
import { showToast } from '../../ui/feedback/toast.tsx';
import { amountProblem } from '../../ui/inputs/amount-problem.ts';
import { showServerErrors } from '../../ui/inputs/form.tsx';
import { kindOf } from './account-types.ts';

export type AccountValues = {
  readonly name: string;
  /** The name of an account type, such as "CHECKING". */
  readonly type: string;
  readonly currency: string;
  /** As typed; empty for zero. */
  readonly openingBalance: string;
  readonly openingDate: string;
  readonly institution: string;
  readonly numberMask: string;
};

export type AccountForm = UseFormReturnType<AccountValues>;

const PATHS = ['name', 'type', 'opening_balance', 'opening_date', 'institution', 'number_mask'];
/** The form field to which an error with this reason belongs. */
const REASONS = {
  DATE_INVALID: 'openingDate',
  OPENING_MOVED_LATER: 'openingDate',
  NUMBER_TAKEN: 'numberMask',
  CURRENCY_UNKNOWN: 'currency',
  CURRENCY_FIXED: 'currency',
};

export function useAccountForm(account: Account | undefined, close: () => void) {
  const { currency, locale, today } = useCurrentHousehold();
  const form: AccountForm = useForm<AccountValues>({
    initialValues: account ? valuesOf(account, locale) : newValues(currency, today),
    validate: {
      name: (name) => (name.trim() === '' ? text('accounts.enter-a-name') : undefined),
      openingBalance: (typed, values) =>
        unitsOf(typed, values.currency, locale) === undefined
          ? amountProblem(typed, values.currency, locale, text('accounts.enter-an-amount-such-as-1250'))
          : undefined,
      openingDate: (day) => (day === '' ? text('accounts.choose-a-date') : undefined),
    },
  });
  return { form, ...useSaveAccount(form, account, close) };
}

const newValues = (currency: string, today: string): AccountValues => ({
  name: '',
  type: 'CHECKING',
  currency,
  openingBalance: '',
  openingDate: `${today.slice(0, 4)}-01-01`,
  institution: '',
  numberMask: '',
});

function valuesOf({ name, type, openingBalance, openingDate, institution, numberMask }: Account, locale: string) {
  const { currencyCode, minorUnits } = openingBalance;
  const units = BigInt(minorUnits);
  const shown = exactOf(currencyCode, kindOf(type).debt ? -units : units);
  const amount = writePlain(shown, locale);
  return { name, type, currency: currencyCode, openingBalance: amount, openingDate, institution, numberMask };
}

const unitsOf = (typed: string, currency: string, locale: string): bigint | undefined =>
  typed.trim() === '' ? 0n : readAmount(typed, currency, locale);

function useSaveAccount(form: AccountForm, before: Account | undefined, close: () => void) {
  const { household, locale } = useCurrentHousehold();
  const handlers = {
    onSuccess: () => {
      close();
      showToast(
        before ? text('accounts.account-saved') : text('accounts.name-created', { name: form.values.name.trim() }),
      );
    },
    onError: (error: unknown) => showServerErrors(form, error, { resource: 'account', reasons: REASONS }),
  };
  const create = useWrite(AccountService.method.createAccount, 'accounts', handlers);
  const update = useWrite(AccountService.method.updateAccount, 'accounts', handlers);
  const save = (values: AccountValues) => {
    const account = accountOf(values, locale);
    if (before) {
      const updateMask = { paths: PATHS };
      update.mutate({ id: before.id, account: { ...account, etag: before.etag }, updateMask });
    } else create.mutate({ householdId: household.id, account });
  };
  return { save, busy: create.isPending || update.isPending };
}

function accountOf(values: AccountValues, locale: string) {
  const { type, debt } = kindOf(values.type);
  const units = unitsOf(values.openingBalance, values.currency, locale)!;
  return {
    name: values.name.trim(),
    type,
    openingBalance: { currencyCode: values.currency, minorUnits: debt ? -units : units },
    openingDate: values.openingDate,
    institution: values.institution.trim(),
    numberMask: values.numberMask.trim(),
  };
}

/** The form of a schedule and its writes. */
import { type UseFormReturnType, useForm } from '@mantine/form';
import { Frequency, type Schedule } from '#gen/melo/transactions/v1/schedule_pb.ts';
import { ScheduleService } from '#gen/melo/transactions/v1/schedule_service_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { useWrite } from '../../api/mutations.ts';
import { text } from '../../i18n/text.ts';
import { showToast } from '../../ui/feedback/toast.tsx';
import { showServerErrors } from '../../ui/inputs/form.tsx';
import { useCurrencyOfAccount } from '../add/use-transaction-form.ts';
import { missingAccount, missingDate, notPositive } from '../add/validation.ts';
import { isPlain, newValues, type ScheduleValues, scheduleOf, valuesOf } from './schedule-values.ts';

export type ScheduleForm = UseFormReturnType<ScheduleValues>;

const DATE_PATHS = ['name', 'recurrence', 'start_date', 'end_date', 'weekend_policy', 'auto_post'];
/** One of two days of each month must be in every month. */
const LAST_COMMON_DAY = 27;
/** The form field to which an error with this reason belongs. */
const REASONS = {
  RECURRENCE_INVALID: 'startDate',
  DATE_INVALID: 'startDate',
  ACCOUNT_UNKNOWN: 'accountId',
  ACCOUNT_ARCHIVED: 'accountId',
  SAME_ACCOUNT: 'toAccountId',
  CATEGORY_UNKNOWN: 'categoryId',
};

export function useScheduleForm(before: Schedule | undefined, close: () => void) {
  const { today, locale } = useCurrentHousehold();
  const currencyOf = useCurrencyOfAccount();
  const form: ScheduleForm = useForm<ScheduleValues>({
    initialValues: before ? valuesOf(before, locale) : newValues(today),
    validate: {
      name: (name) => (name.trim() === '' ? text('recurring.enter-a-name') : undefined),
      amount: (typed, { accountId }) => notPositive(typed, currencyOf(accountId), locale),
      receivedAmount: (typed, { kind, accountId, toAccountId }) => {
        const [leaving, arriving] = [currencyOf(accountId), currencyOf(toAccountId)];
        if (kind !== 'transfer' || toAccountId === '' || leaving === arriving) return undefined;
        return notPositive(typed, arriving, locale);
      },
      accountId: missingAccount,
      toAccountId: (id, { kind, accountId }) => {
        if (kind !== 'transfer') return undefined;
        return missingAccount(id) ?? (id === accountId ? text('errors.reason.SAME_ACCOUNT') : undefined);
      },
      startDate: missingDate,
      endDate: (end, { startDate }) => (end !== '' && end < startDate ? text('recurring.end-before-start') : undefined),
      secondDay: (second, { frequency, startDate }) => {
        const [a, b] = [Number(second), Number(startDate.slice(8))];
        const isValid = Number(frequency) !== Frequency.TWICE_A_MONTH || (a !== b && Math.min(a, b) <= LAST_COMMON_DAY);
        return isValid ? undefined : text('recurring.choose-two-days');
      },
    },
  });
  const currencies = {
    leaving: currencyOf(form.values.accountId),
    arriving: currencyOf(form.values.toAccountId),
    locale,
  };
  return { form, currencies, ...useSaveSchedule(form, { before, close, currencies }) };
}

type SaveOptions = {
  readonly before: Schedule | undefined;
  readonly close: () => void;
  readonly currencies: Parameters<typeof scheduleOf>[1];
};

function useSaveSchedule(form: ScheduleForm, { before, close, currencies }: SaveOptions) {
  const { household } = useCurrentHousehold();
  const handlers = {
    onSuccess: () => {
      close();
      showToast(text('recurring.saved'));
    },
    onError: (error: unknown) => showServerErrors(form, error, { resource: 'schedule', reasons: REASONS }),
  };
  const create = useWrite(ScheduleService.method.createSchedule, 'schedules', handlers);
  const update = useWrite(ScheduleService.method.updateSchedule, 'schedules', handlers);
  const save = (values: ScheduleValues) => {
    const schedule = scheduleOf(values, currencies);
    if (!before) return create.mutate({ householdId: household.id, schedule });
    const paths = isPlain(before) ? [...DATE_PATHS, before.template.case!] : DATE_PATHS;
    update.mutate({ id: before.id, schedule: { ...schedule, etag: before.etag }, updateMask: { paths } });
  };
  return { save, busy: create.isPending || update.isPending };
}

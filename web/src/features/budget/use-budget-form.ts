/** The form of a budget and its writes. */
import { type UseFormReturnType, useForm } from '@mantine/form';
import type { Budget } from '#gen/melo/budgets/v1/budget_pb.ts';
import { BudgetService } from '#gen/melo/budgets/v1/budget_service_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { useCategories } from '../../api/lists.ts';
import { useWrite } from '../../api/mutations.ts';
import { firstDay, monthOf } from '../../i18n/dates.ts';
import { text } from '../../i18n/text.ts';
import { showToast } from '../../ui/feedback/toast.tsx';
import { showServerErrors } from '../../ui/inputs/form.tsx';
import {
  type BudgetValues,
  budgetRules,
  budgetValuesOf,
  isMonthly,
  lineOf,
  monthlyPeriod,
  newBudgetValues,
} from './budget-values.ts';

export type BudgetForm = UseFormReturnType<BudgetValues>;

/** Closes the dialog, and shows another budget: the one created, or any ('') after one was deleted. */
export type CloseBudget = (shownId?: string) => void;

export function useBudgetForm(budget: Budget | undefined, close: CloseBudget) {
  const { currency: base, locale } = useCurrentHousehold();
  const currency = budget?.currencyCode ?? base;
  const form: BudgetForm = useForm<BudgetValues>({
    initialValues: budget ? budgetValuesOf(budget, locale) : newBudgetValues(text('budget.monthly-budget')),
    validate: budgetRules({ currency, locale }),
  });
  const { save, busy } = useSaveBudget(form, budget, close);
  const { tree } = useCategories();
  const send = ({ name, startDay, lines }: BudgetValues) =>
    save({
      name: name.trim(),
      lines: lines.map((line) => lineOf(line, { currency, locale }, (id) => tree.byId.get(id)?.name ?? '')),
      ...((!budget || isMonthly(budget)) && { period: monthlyPeriod(startDay || 1) }),
    });
  return { form, send, busy, currency };
}

type BudgetInput = {
  readonly name: string;
  readonly lines: ReturnType<typeof lineOf>[];
  readonly period?: ReturnType<typeof monthlyPeriod>;
};

function useSaveBudget(form: BudgetForm, budget: Budget | undefined, close: CloseBudget) {
  const { household, currency, today } = useCurrentHousehold();
  const finish = (message: string, createdId?: string) => {
    close(createdId);
    showToast(message);
  };
  const onError = (error: unknown) => showServerErrors(form, error, { resource: 'budget' });
  const create = useWrite(BudgetService.method.createBudget, 'budgets', {
    onSuccess: (response) => finish(text('budget.budget-created'), response.budget?.id),
    onError,
  });
  const update = useWrite(BudgetService.method.updateBudget, 'budgets', {
    onSuccess: () => finish(text('budget.budget-saved')),
    onError,
  });
  const save = (input: BudgetInput) => {
    if (budget) {
      const updateMask = { paths: Object.keys(input) };
      update.mutate({ id: budget.id, budget: { ...input, etag: budget.etag }, updateMask });
    } else {
      const startDate = firstDay(monthOf(today));
      create.mutate({ householdId: household.id, budget: { ...input, currencyCode: currency, startDate } });
    }
  };
  return { save, busy: create.isPending || update.isPending };
}

export function useDeleteBudget(form: BudgetForm, budget: Budget, close: CloseBudget) {
  const remove = useWrite(BudgetService.method.deleteBudget, 'budgets', {
    onSuccess: () => {
      close('');
      showToast(text('budget.budget-deleted'));
    },
    onError: (error) => showServerErrors(form, error),
  });
  return { remove: () => remove.mutate({ id: budget.id, etag: budget.etag }), busy: remove.isPending };
}

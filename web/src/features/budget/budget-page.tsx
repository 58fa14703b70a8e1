/** The budget: how much each line may cost in the period, what is spent, what is left. */
import { Button, Select } from '@mantine/core';
import { IconPencil, IconPlus, IconTargetArrow } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Budget } from '#gen/melo/budgets/v1/budget_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { useBudgets } from '../../api/figures.ts';
import { sizes } from '../../app/theme.ts';
import { text } from '../../i18n/text.ts';
import { Empty } from '../../ui/feedback/notes.tsx';
import { Loaded, LoadingRows } from '../../ui/feedback/states.tsx';
import { Page } from '../../ui/layout/page.tsx';
import { BudgetDialog } from './budget-dialog.tsx';
import { Periods } from './periods.tsx';

type OpenDialog = (content: { readonly budget?: Budget }) => void;

export function BudgetPage() {
  const query = useBudgets();
  const budgets = query.data?.budgets ?? [];
  const { budget: chosenId } = useSearch({ from: '/members/budget' });
  const navigate = useNavigate();
  const choose = (id: string) =>
    void navigate({
      to: '/budget',
      search: ({ budget: _, ...before }) => (id === '' ? before : { ...before, budget: id }),
    });
  const [dialog, setDialog] = useState<{ readonly budget?: Budget }>();
  const budget = chosenId ? budgets.find(({ id }) => id === chosenId) : budgets[0];
  const close = (shownId?: string) => {
    setDialog(undefined);
    if (shownId !== undefined) choose(shownId);
  };
  return (
    <Page
      title={budget?.name ?? text('budget.budget')}
      actions={
        budget && (
          <>
            {budgets.length > 1 && <BudgetSelect budgets={budgets} value={budget.id} onChange={choose} />}
            <BudgetActions budget={budget} open={setDialog} />
          </>
        )
      }
    >
      <Loaded query={query}>
        {() => {
          if (budget) return <Periods budget={budget} />;
          if (budgets.length === 0) return <NoBudgets open={setDialog} />;
          // One that was created just now follows.
          return query.isFetching ? <LoadingRows /> : <NoSuchBudget />;
        }}
      </Loaded>
      {dialog && <BudgetDialog {...dialog} close={close} />}
    </Page>
  );
}

type SelectProps = {
  readonly budgets: readonly Budget[];
  readonly value: string;
  readonly onChange: (id: string) => void;
};

const BudgetSelect = ({ budgets, value, onChange }: SelectProps) => (
  <Select
    aria-label={text('budget.budget')}
    size="xs"
    allowDeselect={false}
    data={budgets.map(({ id, name }) => ({ value: id, label: name }))}
    value={value}
    onChange={(id) => onChange(id ?? '')}
  />
);

function BudgetActions({ budget, open }: { readonly budget: Budget; readonly open: OpenDialog }) {
  const { canEdit } = useCurrentHousehold();
  if (!canEdit) return null;
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPencil size={sizes.smallIcon} />}
        onClick={() => open({ budget })}
      >
        {text('budget.edit-budget')}
      </Button>
      <Button size="xs" variant="default" leftSection={<IconPlus size={sizes.smallIcon} />} onClick={() => open({})}>
        {text('budget.new-budget')}
      </Button>
    </>
  );
}

function NoBudgets({ open }: { readonly open: OpenDialog }) {
  const { canEdit } = useCurrentHousehold();
  return (
    <Empty
      icon={<IconTargetArrow size={sizes.largeIcon} stroke={sizes.stroke} />}
      title={text('budget.how-much-do-you-want-to')}
      text={text('budget.set-a-limit-for-groceries-or')}
    >
      {canEdit && <Button onClick={() => open({})}>{text('budget.create-a-budget')}</Button>}
    </Empty>
  );
}

/** For an address with a budget that the household does not have. */
const NoSuchBudget = () => (
  <Empty title={text('budget.there-is-no-such-budget')} text={text('budget.the-link-may-be-old')}>
    <Button renderRoot={(props) => <Link to="/budget" {...props} />}>{text('budget.show-the-budget')}</Button>
  </Empty>
);

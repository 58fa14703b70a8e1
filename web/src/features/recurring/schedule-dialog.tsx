/** Creating or changing a schedule. */
import { Button, Group, SegmentedControl, Switch, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import type { Schedule } from '#gen/melo/transactions/v1/schedule_pb.ts';
import { ScheduleService } from '#gen/melo/transactions/v1/schedule_service_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { useWrite } from '../../api/mutations.ts';
import { text } from '../../i18n/text.ts';
import { showToast } from '../../ui/feedback/toast.tsx';
import { AccountSelect } from '../../ui/inputs/account-select.tsx';
import { CategorySelect } from '../../ui/inputs/category-select.tsx';
import { showServerErrors } from '../../ui/inputs/form.tsx';
import { FormDialog } from '../../ui/inputs/form-dialog.tsx';
import { MoneyField } from '../../ui/inputs/money-field.tsx';
import { RhythmFields } from './rhythm-fields.tsx';
import { isPlain } from './schedule-values.ts';
import { type ScheduleForm, useScheduleForm } from './use-schedule-form.ts';

type Props = { readonly schedule: Schedule | undefined; readonly close: () => void };

export function ScheduleDialog({ schedule, close }: Props) {
  const { household } = useCurrentHousehold();
  const { form, currencies, save, busy } = useScheduleForm(schedule, close);
  return (
    <FormDialog
      title={text(schedule ? 'recurring.edit-schedule' : 'recurring.add-schedule')}
      form={form}
      submit={save}
      submitLabel={text(schedule ? 'recurring.save' : 'recurring.create')}
      draft={`schedule:${schedule?.id ?? household.id}`}
      busy={busy}
      close={close}
      extra={schedule && <ScheduleActions form={form} schedule={schedule} close={close} />}
    >
      {!schedule && <KindField form={form} />}
      <TextInput label={text('recurring.name')} data-first-field maxLength={80} {...form.getInputProps('name')} />
      {!schedule || isPlain(schedule) ? (
        <TemplateFields form={form} currencies={currencies} />
      ) : (
        <Text size="sm">{text('recurring.fixed-parts')}</Text>
      )}
      <RhythmFields form={form} />
      <Switch
        label={text('recurring.by-itself')}
        description={text('recurring.by-itself-hint')}
        {...form.getInputProps('autoPost', { type: 'checkbox' })}
      />
    </FormDialog>
  );
}

const KindField = ({ form }: { readonly form: ScheduleForm }) => (
  <SegmentedControl
    aria-label={text('recurring.add-schedule')}
    data={[
      { value: 'out', label: text('recurring.out') },
      { value: 'in', label: text('recurring.in') },
      { value: 'transfer', label: text('recurring.transfer') },
    ]}
    {...form.getInputProps('kind')}
  />
);

type TemplateProps = {
  readonly form: ScheduleForm;
  readonly currencies: { readonly leaving: string; readonly arriving: string };
};

function TemplateFields({ form, currencies: { leaving, arriving } }: TemplateProps) {
  const { kind, toAccountId, accountId } = form.values;
  const amount = <MoneyField label={text('recurring.amount')} currency={leaving} {...form.getInputProps('amount')} />;
  if (kind === 'transfer') {
    return (
      <>
        <Group grow align="flex-start">
          <AccountSelect label={text('recurring.from')} except={toAccountId} {...form.getInputProps('accountId')} />
          <AccountSelect label={text('recurring.to')} except={accountId} {...form.getInputProps('toAccountId')} />
        </Group>
        {amount}
        {toAccountId !== '' && leaving !== arriving && (
          <MoneyField
            label={text('recurring.amount-that-arrives')}
            currency={arriving}
            {...form.getInputProps('receivedAmount')}
          />
        )}
      </>
    );
  }
  return (
    <>
      <Group grow align="flex-start">
        {amount}
        <AccountSelect label={text('recurring.account')} {...form.getInputProps('accountId')} />
      </Group>
      <Group grow align="flex-start">
        <TextInput label={text('recurring.payee')} maxLength={120} {...form.getInputProps('payee')} />
        <CategorySelect
          label={text('recurring.category')}
          kind={kind === 'in' ? CategoryKind.INCOME : CategoryKind.EXPENSE}
          {...form.getInputProps('categoryId')}
        />
      </Group>
    </>
  );
}

type ActionProps = { readonly form: ScheduleForm; readonly schedule: Schedule; readonly close: () => void };

/** Pauses or resumes; deletes at the second press. */
function ScheduleActions({ form, schedule, close }: ActionProps) {
  const [isConfirming, setConfirming] = useState(false);
  const { id, etag, paused } = schedule;
  const done = (message: string) => ({
    onSuccess: () => {
      close();
      showToast(message);
    },
    onError: (error: unknown) => showServerErrors(form, error),
  });
  const { deleteSchedule, updateSchedule } = ScheduleService.method;
  const remove = useWrite(deleteSchedule, 'schedules', done(text('recurring.deleted')));
  const pause = useWrite(updateSchedule, 'schedules', done(text('recurring.saved')));
  return (
    <Group gap="xs">
      <Button
        variant="subtle"
        color="red"
        loading={remove.isPending}
        onClick={() => (isConfirming ? remove.mutate({ id, etag }) : setConfirming(true))}
      >
        {text(isConfirming ? 'recurring.delete-permanently' : 'recurring.delete')}
      </Button>
      {!isConfirming && (
        <Button
          variant="subtle"
          loading={pause.isPending}
          onClick={() => pause.mutate({ id, schedule: { paused: !paused, etag }, updateMask: { paths: ['paused'] } })}
        >
          {text(paused ? 'recurring.resume' : 'recurring.pause')}
        </Button>
      )}
    </Group>
  );
}

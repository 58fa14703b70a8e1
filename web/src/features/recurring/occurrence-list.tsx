/** Occurrences that are due or overdue, with buttons to post and to skip each. */
import { Button, Group } from '@mantine/core';
import { type Occurrence, OccurrenceState, type Schedule } from '#gen/melo/transactions/v1/schedule_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { formatDay } from '../../i18n/dates.ts';
import { text } from '../../i18n/text.ts';
import { showFailure } from '../../ui/feedback/toast.tsx';
import { Amount } from '../../ui/layout/amount.tsx';
import { FitAmounts } from '../../ui/layout/fit-amounts.tsx';
import { Tag } from '../../ui/layout/tag.tsx';
import { post, skip } from './occurrences.ts';
import style from './recurring.module.css';

type Props = { readonly occurrences: readonly Occurrence[]; readonly schedules: readonly Schedule[] };

export function OccurrenceList({ occurrences, schedules }: Props) {
  const byId = new Map(schedules.map((schedule) => [schedule.id, schedule]));
  return (
    <FitAmounts>
      <ul className={style['list']}>
        {occurrences.map((occurrence) => {
          const schedule = byId.get(occurrence.scheduleId);
          return schedule && <Row key={`${schedule.id} ${occurrence.date}`} {...{ occurrence, schedule }} />;
        })}
      </ul>
    </FitAmounts>
  );
}

type RowProps = { readonly occurrence: Occurrence; readonly schedule: Schedule };

function Row({ occurrence, schedule }: RowProps) {
  const { locale, today, canEdit } = useCurrentHousehold();
  const { dueDate, state, amount, estimated } = occurrence;
  return (
    <li className={style['row']}>
      <span className={style['date']}>{formatDay(dueDate, locale, today)}</span>
      <span className={style['name']}>
        <span className={style['text']}>{schedule.name}</span>
        {state === OccurrenceState.MISSED && <Tag tone="trouble">{text('recurring.overdue')}</Tag>}
        {estimated && <Tag>{text('recurring.estimate')}</Tag>}
      </span>
      <span className={style['amount']}>
        <Amount
          of={amount!}
          flow={schedule.template.case !== 'transfer'}
          muted={schedule.template.case === 'transfer'}
        />
      </span>
      {canEdit && <Buttons occurrence={occurrence} name={schedule.name} />}
    </li>
  );
}

function Buttons({ occurrence, name }: { readonly occurrence: Occurrence; readonly name: string }) {
  const { locale, today } = useCurrentHousehold();
  const date = formatDay(occurrence.dueDate, locale, today);
  return (
    <Group gap="xs" wrap="nowrap" className={style['buttons']}>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={text('recurring.post-name', { name, date })}
        onClick={() => post(occurrence, name).catch(showFailure)}
      >
        {text('recurring.post')}
      </Button>
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        aria-label={text('recurring.skip-name', { name, date })}
        onClick={() => skip(occurrence, name).catch(showFailure)}
      >
        {text('recurring.skip')}
      </Button>
    </Group>
  );
}

/** All schedules: what recurs, how often, and when next. A click edits one. */
import { UnstyledButton } from '@mantine/core';
import type { Schedule } from '#gen/melo/transactions/v1/schedule_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { reasonText } from '../../api/error-text.ts';
import type { Exact } from '../../i18n/amounts.ts';
import { formatDay } from '../../i18n/dates.ts';
import { text } from '../../i18n/text.ts';
import { Amount } from '../../ui/layout/amount.tsx';
import { FitAmounts } from '../../ui/layout/fit-amounts.tsx';
import { Tag } from '../../ui/layout/tag.tsx';
import style from './recurring.module.css';
import { writeRhythm } from './rhythm.ts';

type Edit = (schedule: Schedule) => void;

export const ScheduleList = ({ schedules, edit }: { readonly schedules: readonly Schedule[]; readonly edit: Edit }) => (
  <FitAmounts>
    <ul className={style['list']}>
      {schedules.map((schedule) => (
        <Row key={schedule.id} schedule={schedule} edit={edit} />
      ))}
    </ul>
  </FitAmounts>
);

function Row({ schedule, edit }: { readonly schedule: Schedule; readonly edit: Edit }) {
  const { canEdit } = useCurrentHousehold();
  const { name, template, problem } = schedule;
  return (
    <li className={style['row']} data-schedule>
      <span className={style['name']}>
        {canEdit ? (
          <UnstyledButton
            className={style['open']}
            aria-label={text('recurring.edit-name', { name })}
            onClick={() => edit(schedule)}
          >
            {name}
          </UnstyledButton>
        ) : (
          <span className={style['text']}>{name}</span>
        )}
        <State schedule={schedule} />
      </span>
      <span className={style['amount']}>
        <Amount of={amountOf(schedule)} flow={template.case === 'transaction'} muted={template.case === 'transfer'} />
      </span>
      <span className={style['rhythm']}>
        {writeRhythm(schedule)}
        <NextDate schedule={schedule} />
      </span>
      {problem !== '' && (
        <span className={style['problem']} role="note">
          {reasonText(problem)}
        </span>
      )}
    </li>
  );
}

function State({ schedule: { paused, nextDate } }: { readonly schedule: Schedule }) {
  if (paused) return <Tag>{text('recurring.paused')}</Tag>;
  return nextDate === '' ? <Tag>{text('recurring.ended')}</Tag> : null;
}

function NextDate({ schedule: { paused, nextDate } }: { readonly schedule: Schedule }) {
  const { locale, today } = useCurrentHousehold();
  if (paused || nextDate === '') return null;
  return <> · {text('recurring.next-on', { date: formatDay(nextDate, locale, today) })}</>;
}

/** Of a transfer what leaves, without its fees. */
function amountOf({ template }: Schedule): Exact {
  if (template.case === 'transaction') return template.value.amount!;
  const { currencyCode, minorUnits } = template.value!.amount!;
  return { currencyCode, minorUnits: -minorUnits };
}

/** Recurring: what is due next, and everything that recurs. */
import { Button, Text } from '@mantine/core';
import { IconPlus, IconRepeat } from '@tabler/icons-react';
import { useState } from 'react';
import type { Schedule } from '#gen/melo/transactions/v1/schedule_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { sizes } from '../../app/theme.ts';
import { text } from '../../i18n/text.ts';
import { Empty } from '../../ui/feedback/notes.tsx';
import { Loaded } from '../../ui/feedback/states.tsx';
import { Page } from '../../ui/layout/page.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import { OccurrenceList } from './occurrence-list.tsx';
import { useSchedules, useUpcoming } from './occurrences.ts';
import { ScheduleDialog } from './schedule-dialog.tsx';
import { ScheduleList } from './schedule-list.tsx';

/** The dialog: a schedule to change, or `new`. */
type Open = Schedule | 'new';

export function RecurringPage() {
  const { canEdit } = useCurrentHousehold();
  const query = useSchedules();
  const [open, setOpen] = useState<Open>();
  const add = canEdit && (
    <Button size="xs" leftSection={<IconPlus size={sizes.smallIcon} />} onClick={() => setOpen('new')}>
      {text('recurring.add-schedule')}
    </Button>
  );
  return (
    <Page title={text('recurring.recurring')} actions={(query.data?.length ?? 0) > 0 && add}>
      <Loaded query={query}>
        {(schedules) =>
          schedules.length === 0 ? (
            <Empty
              icon={<IconRepeat size={sizes.icon} />}
              title={text('recurring.nothing-recurs-yet')}
              text={text('recurring.rents-and-salaries')}
            >
              {add}
            </Empty>
          ) : (
            <>
              <Upcoming schedules={schedules} />
              <Tile title={text('recurring.schedules')} flush>
                <ScheduleList schedules={schedules} edit={setOpen} />
              </Tile>
            </>
          )
        }
      </Loaded>
      {open && <ScheduleDialog schedule={open === 'new' ? undefined : open} close={() => setOpen(undefined)} />}
    </Page>
  );
}

const Upcoming = ({ schedules }: { readonly schedules: readonly Schedule[] }) => (
  <Tile title={text('recurring.upcoming')} flush>
    <Loaded query={useUpcoming()}>
      {({ occurrences }) =>
        occurrences.length === 0 ? (
          <Text size="sm" c="dimmed" px="lg" pb="sm">
            {text('recurring.nothing-upcoming')}
          </Text>
        ) : (
          <OccurrenceList occurrences={occurrences} schedules={schedules} />
        )
      }
    </Loaded>
  </Tile>
);

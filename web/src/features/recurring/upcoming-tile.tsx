/** On the overview: the next bills and incomes. Nothing while nothing is due. */
import { text } from '../../i18n/text.ts';
import { Loaded } from '../../ui/feedback/states.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import { OccurrenceList } from './occurrence-list.tsx';
import { useSchedules, useUpcoming } from './occurrences.ts';

const DAYS = 30;
const MAX_ROWS = 5;

export function UpcomingTile() {
  const schedules = useSchedules();
  const upcoming = useUpcoming(DAYS);
  if (schedules.data?.length === 0) return null;
  if (upcoming.data?.occurrences.length === 0) return null;
  return (
    <Tile title={text('recurring.upcoming')} to="/recurring" flush>
      <Loaded query={schedules}>
        {(all) => (
          <Loaded query={upcoming}>
            {({ occurrences }) => <OccurrenceList occurrences={occurrences.slice(0, MAX_ROWS)} schedules={all} />}
          </Loaded>
        )}
      </Loaded>
    </Tile>
  );
}

/** Offers to move the opening date of the account back when rows are before it. */
import { Checkbox, Text } from '@mantine/core';
import type { EarlyRows } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { formatDay } from '../../i18n/dates.ts';
import { text } from '../../i18n/text.ts';
import { Tile } from '../../ui/layout/tile.tsx';

type Props = {
  readonly rows: EarlyRows;
  readonly chosen: boolean;
  readonly choose: (chosen: boolean) => void;
};

export function EarlyRowsOffer({ rows: { rowCount, firstDate, openingDate }, chosen, choose }: Props) {
  const { locale, today } = useCurrentHousehold();
  const day = (date: string) => formatDay(date, locale, today);
  return (
    <Tile>
      <Text size="sm" mb="sm">
        {text('import.early-rows', { count: rowCount, date: day(openingDate) })}
      </Text>
      <Checkbox
        label={text('import.start-the-account-on-date-and', { date: day(firstDate) })}
        description={text('import.the-opening-balance-changes-by-the')}
        checked={chosen}
        onChange={(event) => choose(event.currentTarget.checked)}
      />
    </Tile>
  );
}

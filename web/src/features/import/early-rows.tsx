/** Rows before the account's opening date: one offer for the file to move it back. */
import { Checkbox, Text } from '@mantine/core';
import type { EarlyRows } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { useHome } from '../../api/current-household.tsx';
import { formatDay } from '../../i18n/dates.ts';
import { Tile } from '../../ui/layout/tile.tsx';

type Props = {
  readonly rows: EarlyRows;
  readonly chosen: boolean;
  readonly choose: (chosen: boolean) => void;
};

export function EarlyRowsOffer({ rows: { rowCount, firstDate, openingDate }, chosen, choose }: Props) {
  const { locale, today } = useHome();
  const day = (date: string) => formatDay(date, locale, today);
  return (
    <Tile>
      <Text size="sm" mb="sm">
        {rowCount === 1 ? 'One row is' : `${rowCount} rows are`} before {day(openingDate)}, when this account starts.
      </Text>
      <Checkbox
        label={`Start the account on ${day(firstDate)} and keep today’s balance`}
        description="The opening balance changes by what the earlier rows come to. Undoing the import takes it back."
        checked={chosen}
        onChange={(event) => choose(event.currentTarget.checked)}
      />
    </Tile>
  );
}

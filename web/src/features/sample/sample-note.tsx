/** Says that a household holds sample data, and removes it. */
import { Group, Text } from '@mantine/core';
import { text } from '../../i18n/text.ts';
import { Tile } from '../../ui/layout/tile.tsx';
import { DeleteHousehold } from '../household/delete-household.tsx';

export const SampleNote = () => (
  <Tile>
    <Group justify="space-between" gap="sm">
      <Text size="sm">{text('overview.this-is-sample-data')}</Text>
      <DeleteHousehold label={text('overview.remove-the-sample-data')} />
    </Group>
  </Tile>
);

/** What a new household sees first: three steps, the first of them a button. */
import { Button, Group, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconBuildingBank, IconFileImport, IconTargetArrow, type TablerIcon } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { sizes } from '../../app/theme.ts';
import type { MessageId } from '../../i18n/messages/message-id.ts';
import { text } from '../../i18n/text.ts';
import { Tile } from '../../ui/layout/tile.tsx';

const steps: readonly { readonly icon: TablerIcon; readonly title: MessageId; readonly body: MessageId }[] = [
  {
    icon: IconBuildingBank,
    title: 'overview.add-your-accounts',
    body: 'overview.a-checking-account-and-a-credit',
  },
  {
    icon: IconFileImport,
    title: 'overview.import-your-transactions',
    body: 'overview.the-file-your-bank-offers-or',
  },
  {
    icon: IconTargetArrow,
    title: 'overview.set-a-budget',
    body: 'overview.set-a-limit-for-groceries-melo',
  },
];

export function Welcome() {
  const { user } = useCurrentHousehold();
  return (
    <Tile>
      <Stack gap="xl" p="lg">
        <div>
          <Text size="xl" fw={600}>
            {text('overview.welcome', { name: user.name })}
          </Text>
          <Text c="dimmed">{text('overview.three-steps-about-five-minutes-everything')}</Text>
        </div>
        {steps.map(({ icon: Icon, title, body }) => (
          <Group key={title} gap="md" wrap="nowrap" align="flex-start">
            <ThemeIcon variant="light" size="lg" radius="md">
              <Icon size={sizes.icon} stroke={sizes.stroke} />
            </ThemeIcon>
            <div>
              <Text fw={500}>{text(title)}</Text>
              <Text size="sm" c="dimmed">
                {text(body)}
              </Text>
            </div>
          </Group>
        ))}
        <Group>
          <Button renderRoot={(props) => <Link to="/accounts" {...props} />}>{text('overview.add-an-account')}</Button>
        </Group>
      </Stack>
    </Tile>
  );
}

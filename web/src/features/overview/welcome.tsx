/** What a new household sees first: three steps, the first of them a button. */
import { Button, Group, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconBuildingBank, IconFileImport, IconTargetArrow } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useHome } from '../../api/current-household.tsx';
import { sizes } from '../../app/theme.ts';
import { Tile } from '../../ui/layout/tile.tsx';

const steps = [
  {
    icon: IconBuildingBank,
    title: 'Add your accounts',
    text: 'A checking account and a credit card are a good start.',
  },
  {
    icon: IconFileImport,
    title: 'Import what happened',
    text: 'The file your bank offers, or a few transactions by hand.',
  },
  {
    icon: IconTargetArrow,
    title: 'Set a budget',
    text: 'Say how much groceries may cost; Melo tells you before it is too late.',
  },
];

export function Welcome() {
  const { user } = useHome();
  return (
    <Tile>
      <Stack gap="xl" p="lg">
        <div>
          <Text size="xl" fw={600}>
            Welcome, {user.name}
          </Text>
          <Text c="dimmed">Three steps, about five minutes. Everything can be changed later.</Text>
        </div>
        {steps.map(({ icon: Icon, title, text }) => (
          <Group key={title} gap="md" wrap="nowrap" align="flex-start">
            <ThemeIcon variant="light" size="lg" radius="md">
              <Icon size={sizes.icon} stroke={sizes.stroke} />
            </ThemeIcon>
            <div>
              <Text fw={500}>{title}</Text>
              <Text size="sm" c="dimmed">
                {text}
              </Text>
            </div>
          </Group>
        ))}
        <Group>
          <Button renderRoot={(props) => <Link to="/accounts" {...props} />}>Add an account</Button>
        </Group>
      </Stack>
    </Tile>
  );
}

/** Settings: the person, the household, how it looks, and the way out. */
import { Button, Group, SegmentedControl, Stack, Text, useMantineColorScheme } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { signOut } from '../../api/session.ts';
import { Page } from '../../ui/layout/page.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import { HouseholdForm } from './household-form.tsx';
import { PasswordForm } from './password-form.tsx';
import { ProfileForm } from './profile-form.tsx';
import style from './settings-page.module.css';

export function SettingsPage() {
  return (
    <Page title="Settings">
      <div className={style['column']}>
        <Tile title="You">
          <ProfileForm />
        </Tile>
        <Tile title="Password">
          <PasswordForm />
        </Tile>
        <Tile title="Household">
          <HouseholdForm />
        </Tile>
        <Tile title="Categories" to="/settings/categories">
          <Group justify="space-between">
            <Text size="sm">What money is spent on and earned by.</Text>
            <Button size="xs" variant="default" renderRoot={(props) => <Link to="/settings/categories" {...props} />}>
              Edit categories
            </Button>
          </Group>
        </Tile>
        <Tile title="Appearance">
          <Theme />
        </Tile>
        <Tile title="Session">
          <Group justify="space-between">
            <Text size="sm">Signing out ends the session of this browser.</Text>
            <Button size="xs" variant="default" onClick={() => signOut()}>
              Sign out
            </Button>
          </Group>
        </Tile>
      </div>
    </Page>
  );
}

function Theme() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Stack gap="sm" align="flex-start">
      <SegmentedControl
        aria-label="Theme"
        value={colorScheme}
        onChange={(value) => setColorScheme(value as typeof colorScheme)}
        data={[
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
          { value: 'auto', label: 'As the system' },
        ]}
      />
    </Stack>
  );
}

/** Settings: profile, password, household, categories, appearance, signing out. */
import { Button, Group, SegmentedControl, Stack, Text, useMantineColorScheme } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { signOut } from '../../api/session/session.ts';
import { text } from '../../i18n/text.ts';
import { Page } from '../../ui/layout/page.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import { DeleteHousehold } from '../household/delete-household.tsx';
import { HouseholdForm } from './household-form.tsx';
import { PasswordForm } from './password-form.tsx';
import { ProfileForm } from './profile-form.tsx';
import style from './settings-page.module.css';

export function SettingsPage() {
  return (
    <Page title={text('settings.settings')}>
      <div className={style['column']}>
        <Tile title={text('settings.you')}>
          <ProfileForm />
        </Tile>
        <Tile title={text('settings.password')}>
          <PasswordForm />
        </Tile>
        <Tile title={text('settings.household')}>
          <HouseholdForm />
        </Tile>
        <EndOfHousehold />
        <Tile title={text('settings.categories')} to="/settings/categories">
          <Group justify="space-between">
            <Text size="sm">{text('settings.what-money-is-spent-on-and')}</Text>
            <Button size="xs" variant="default" renderRoot={(props) => <Link to="/settings/categories" {...props} />}>
              {text('settings.edit-categories')}
            </Button>
          </Group>
        </Tile>
        <Tile title={text('settings.appearance')}>
          <Theme />
        </Tile>
        <Tile title={text('settings.session')}>
          <Group justify="space-between">
            <Text size="sm">{text('settings.signing-out-ends-the-session-of')}</Text>
            <Button size="xs" variant="default" onClick={() => signOut()}>
              {text('settings.sign-out')}
            </Button>
          </Group>
        </Tile>
      </div>
    </Page>
  );
}

/** Only for owners. */
function EndOfHousehold() {
  const { isOwner, household } = useCurrentHousehold();
  if (!isOwner) return null;
  return (
    <Tile title={text('settings.delete-the-household')}>
      <Group justify="space-between" gap="sm" wrap="nowrap">
        <Text size="sm">{text('settings.deleting-name-is-final', { name: household.name })}</Text>
        <DeleteHousehold key={household.id} label={text('settings.delete')} />
      </Group>
    </Tile>
  );
}

function Theme() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Stack gap="sm" align="flex-start">
      <SegmentedControl
        aria-label={text('settings.theme')}
        value={colorScheme}
        onChange={(value) => setColorScheme(value as typeof colorScheme)}
        data={[
          { value: 'light', label: text('settings.light') },
          { value: 'dark', label: text('settings.dark') },
          { value: 'auto', label: text('settings.system') },
        ]}
      />
    </Stack>
  );
}

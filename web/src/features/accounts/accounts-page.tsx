/** Accounts: what each holds, by what it is for, and what all of it comes to. */
import { Button, Switch } from '@mantine/core';
import { IconBuildingBank, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useHome } from '../../api/current-household.tsx';
import { type Account, useAccounts } from '../../api/lists.ts';
import { sizes } from '../../app/theme.ts';
import { text } from '../../i18n/text.ts';
import { Empty, Loaded } from '../../ui/feedback/states.tsx';
import { Page } from '../../ui/layout/page.tsx';
import { AccountDialog } from './account-dialog.tsx';
import { AccountGroup } from './account-group.tsx';
import { groups } from './account-types.ts';

export function AccountsPage() {
  const { canEdit } = useHome();
  const { query, all, open } = useAccounts();
  const [dialog, setDialog] = useState<{ account?: Account }>();
  const [withArchived, setWithArchived] = useState(false);
  const shown = withArchived ? all : open;
  const button = canEdit && (
    <Button
      leftSection={<IconPlus size={sizes.smallIcon} />}
      size={all.length === 0 ? 'sm' : 'xs'}
      onClick={() => setDialog({})}
    >
      {text('accounts.new-account')}
    </Button>
  );
  return (
    <Page title={text('accounts.accounts')} actions={all.length > 0 && button}>
      <Loaded query={query}>
        {() =>
          all.length === 0 ? (
            <Empty
              icon={<IconBuildingBank size={sizes.largeIcon} stroke={sizes.stroke} />}
              title={text('accounts.where-is-your-money')}
              text={text('accounts.start-with-your-checking-account-add')}
            >
              {button}
            </Empty>
          ) : (
            <>
              {groups.map(({ label, names }) => (
                <AccountGroup
                  key={label}
                  label={label}
                  accounts={shown.filter(({ type }) => names.includes(type))}
                  edit={(account) => setDialog({ account })}
                />
              ))}
              {all.length > open.length && (
                <Switch
                  label={text('accounts.show-archived-accounts')}
                  checked={withArchived}
                  onChange={(event) => setWithArchived(event.currentTarget.checked)}
                />
              )}
            </>
          )
        }
      </Loaded>
      {dialog && <AccountDialog {...dialog} close={() => setDialog(undefined)} />}
    </Page>
  );
}

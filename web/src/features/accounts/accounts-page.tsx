/** All accounts of the household, grouped by purpose, with their balances. */
import { Button } from '@mantine/core';
import { IconBuildingBank, IconPlus } from '@tabler/icons-react';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { type Account, useAccounts } from '../../api/lists.ts';
import { sizes } from '../../app/theme.ts';
import { text } from '../../i18n/text.ts';
import { Empty } from '../../ui/feedback/notes.tsx';
import { Loaded } from '../../ui/feedback/states.tsx';
import { ArchivedSwitch } from '../../ui/inputs/archived-switch.tsx';
import { Page } from '../../ui/layout/page.tsx';
import { AccountDialog } from './account-dialog.tsx';
import { AccountGroup } from './account-group.tsx';
import { groups } from './account-types.ts';

export function AccountsPage() {
  const { query, all, open } = useAccounts();
  const [dialog, setDialog] = useState<{ account?: Account }>();
  const add = () => setDialog({});
  return (
    <Page title={text('accounts.accounts')} actions={all.length > 0 && <AddButton size="xs" add={add} />}>
      <Loaded query={query}>
        {() =>
          all.length === 0 ? (
            <NoAccounts add={add} />
          ) : (
            <Groups all={all} open={open} edit={(account) => setDialog({ account })} />
          )
        }
      </Loaded>
      {dialog && <AccountDialog {...dialog} close={() => setDialog(undefined)} />}
    </Page>
  );
}

type AddProps = { readonly add: () => void };

function AddButton({ size, add }: AddProps & { readonly size: 'xs' | 'sm' }) {
  const { canEdit } = useCurrentHousehold();
  if (!canEdit) return null;
  return (
    <Button leftSection={<IconPlus size={sizes.smallIcon} />} size={size} onClick={add}>
      {text('accounts.new-account')}
    </Button>
  );
}

const NoAccounts = ({ add }: AddProps) => (
  <Empty
    icon={<IconBuildingBank size={sizes.largeIcon} stroke={sizes.stroke} />}
    title={text('accounts.where-is-your-money')}
    text={text('accounts.start-with-your-checking-account-add')}
  >
    <AddButton size="sm" add={add} />
  </Empty>
);

type GroupsProps = {
  readonly all: readonly Account[];
  readonly open: readonly Account[];
  readonly edit: (account: Account) => void;
};

/** Accounts in groups. Archived accounts are shown on request. */
function Groups({ all, open, edit }: GroupsProps) {
  const { archived: withArchived = false } = useSearch({ from: '/members/accounts' });
  const shown = withArchived ? all : open;
  return (
    <>
      {groups.map(({ label, names }) => (
        <AccountGroup
          key={label}
          label={label}
          accounts={shown.filter(({ type }) => names.includes(type))}
          edit={edit}
        />
      ))}
      {all.length > open.length && (
        <ArchivedSwitch label={text('accounts.show-archived-accounts')} checked={withArchived} to="/accounts" />
      )}
    </>
  );
}

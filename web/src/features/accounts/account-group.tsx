/** A group of accounts with their balances, the sums by currency, and a menu for each account. */
import { ActionIcon, Menu, Text } from '@mantine/core';
import { IconArchive, IconArchiveOff, IconDots, IconFileImport, IconPencil } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { AccountService } from '#gen/melo/accounts/v1/account_service_pb.ts';
import { balanceOf } from '../../api/balances.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import type { Account } from '../../api/lists.ts';
import { write } from '../../api/mutations.ts';
import { sizes } from '../../app/theme.ts';
import type { Exact } from '../../i18n/amounts.ts';
import type { MessageId } from '../../i18n/messages/message-id.ts';
import { text } from '../../i18n/text.ts';
import { FutureBalance } from '../../ui/feedback/future-balance.tsx';
import { offerUndo, showFailure } from '../../ui/feedback/toast.tsx';
import { Amount, Amounts } from '../../ui/layout/amount.tsx';
import { FitAmounts } from '../../ui/layout/fit-amounts.tsx';
import { Tag } from '../../ui/layout/tag.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import { kindOf } from './account-types.ts';
import style from './accounts-page.module.css';
import { sumsOf } from './sums.ts';

type GroupProps = {
  readonly label: MessageId;
  readonly accounts: readonly Account[];
  readonly edit: (account: Account) => void;
};

export function AccountGroup({ label, accounts, edit }: GroupProps) {
  if (accounts.length === 0) return null;
  const sums = sumsOf(accounts.map(balanceOf));
  return (
    <Tile title={text(label)} flush aside={<Sums sums={sums} />}>
      <FitAmounts>
        <ul className={style['list']}>
          {accounts.map((account) => (
            <AccountRow key={account.id} account={account} edit={() => edit(account)} />
          ))}
        </ul>
      </FitAmounts>
    </Tile>
  );
}

const Sums = ({ sums }: { readonly sums: readonly Exact[] }) => (
  <FitAmounts className={style['sums']}>
    <Amounts of={sums} />
  </FitAmounts>
);

type RowProps = { readonly account: Account; readonly edit: () => void };

function AccountRow({ account, edit }: RowProps) {
  const { canEdit } = useCurrentHousehold();
  return (
    <li className={style['row']}>
      <Link to="/transactions" search={{ account: account.id }} className={style['link']}>
        <AccountNames account={account} />
        <div className={style['figures']}>
          <Amount of={balanceOf(account)} strong />
          <FutureBalance account={account} />
        </div>
      </Link>
      {canEdit && <AccountMenu account={account} edit={edit} />}
    </li>
  );
}

function AccountNames({ account }: Pick<RowProps, 'account'>) {
  const { name, type, institution, numberMask, archived } = account;
  const about = [text(kindOf(type).label), institution, numberMask].filter((part) => part !== '').join(' · ');
  return (
    <div className={style['names']}>
      <Text fw={500} truncate>
        {name} {archived && <Tag>{text('accounts.archived')}</Tag>}
      </Text>
      <Text size="xs" c="dimmed" truncate>
        {about}
      </Text>
    </div>
  );
}

function AccountMenu({ account, edit }: RowProps) {
  const { name, archived } = account;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={text('accounts.more-for-name', { name })}>
          <IconDots size={sizes.smallIcon} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={sizes.smallIcon} />} onClick={edit}>
          {text('accounts.edit')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconFileImport size={sizes.smallIcon} />}
          renderRoot={(props) => <Link to="/import" search={{ account: account.id }} {...props} />}
        >
          {text('accounts.import-a-file')}
        </Menu.Item>
        <Menu.Item
          leftSection={archived ? <IconArchiveOff size={sizes.smallIcon} /> : <IconArchive size={sizes.smallIcon} />}
          onClick={() => setArchived(account, !archived).catch(showFailure)}
        >
          {archived ? text('accounts.restore') : text('accounts.archive')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

async function setArchived({ id, name, etag }: Account, archived: boolean): Promise<void> {
  const { updateAccount } = AccountService.method;
  const updateMask = { paths: ['archived'] };
  const { account } = await write(updateAccount, { id, account: { archived, etag }, updateMask }, 'accounts');
  offerUndo(
    archived ? text('accounts.name-archived-its-history-is-kept', { name }) : text('accounts.name-restored', { name }),
    () =>
      write(updateAccount, { id, account: { archived: !archived, etag: account?.etag ?? '' }, updateMask }, 'accounts'),
  );
}

/** An empty register: nothing yet, or nothing that the filters let through. */
import { Button, Group } from '@mantine/core';
import { IconFilterOff, IconListDetails } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useAccounts } from '../../api/lists.ts';
import { useDeeds } from '../../app/quick-actions.tsx';
import { sizes } from '../../app/theme.ts';
import { Empty } from '../../ui/feedback/states.tsx';
import type { Filters } from './filters.ts';

export function NothingHere({ filters }: { readonly filters: Filters }) {
  const { add } = useDeeds();
  const { open } = useAccounts();
  const { account, ...others } = filters;
  if (Object.keys(others).length > 0) {
    return (
      <Empty
        icon={<IconFilterOff size={sizes.largeIcon} stroke={sizes.stroke} />}
        title="Nothing matches"
        text="No transaction passes all of these filters."
      >
        <Button
          variant="default"
          renderRoot={(props) => <Link to="/transactions" search={account ? { account } : {}} {...props} />}
        >
          Clear filters
        </Button>
      </Empty>
    );
  }
  const icon = <IconListDetails size={sizes.largeIcon} stroke={sizes.stroke} />;
  if (open.length === 0) {
    return (
      <Empty
        icon={icon}
        title="First, an account"
        text="Transactions belong to an account, such as your checking account or a credit card."
      >
        <Button renderRoot={(props) => <Link to="/accounts" {...props} />}>Go to accounts</Button>
      </Empty>
    );
  }
  return (
    <Empty
      icon={icon}
      title="No transactions yet"
      text="Import the file your bank offers, or add what you spend by hand."
    >
      <Group>
        <Button renderRoot={(props) => <Link to="/import" {...props} />}>Import a file</Button>
        <Button variant="default" onClick={() => add({ mode: 'out', ...(account && { accountId: account }) })}>
          Add by hand
        </Button>
      </Group>
    </Empty>
  );
}

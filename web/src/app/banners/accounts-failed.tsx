/** Says that the accounts could not be loaded: in the sidebar, and on a phone above the page. */
import { Text } from '@mantine/core';
import type { useAccounts } from '../../api/lists.ts';
import { TryAgain } from '../../ui/inputs/list-state.tsx';

/** `query` is that of the component around it: another reader that appears after a failure would begin the next attempt. */
export function AccountsFailed({ query }: Pick<ReturnType<typeof useAccounts>, 'query'>) {
  if (!query.error || query.data) return null;
  return (
    <Text size="sm" px="sm" pb="sm" role="alert">
      <TryAgain failed="ui.accounts-could-not-be-loaded" retry={() => query.refetch()} />
    </Text>
  );
}

/** Whether the figures that are shown are complete. Services report when events of the household could not be counted. */
import { useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

type Figure = { readonly incomplete?: boolean };
/** Responses with figures: reports, budget statuses, accounts with balances. */
type Answer = Figure & {
  readonly statuses?: readonly Figure[];
  readonly listAccounts?: { readonly accounts: readonly { readonly balance?: Figure | null }[] } | null;
};

export function saysIncomplete(answer: Answer | undefined): boolean {
  if (!answer) return false;
  const balances = answer.listAccounts?.accounts.map(({ balance }) => balance) ?? [];
  return [answer, ...(answer.statuses ?? []), ...balances].some((figure) => figure?.incomplete === true);
}

/** True while any figure that is shown is incomplete. */
export function useIncomplete(): boolean {
  const cache = useQueryClient().getQueryCache();
  return useSyncExternalStore(
    (changed) => cache.subscribe(changed),
    () => cache.findAll({ type: 'active' }).some(({ state }) => saysIncomplete(state.data as Answer | undefined)),
  );
}

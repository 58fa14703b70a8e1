/** Whether the figures on the screen are whole: services say so where events of the household could not be counted. */
import { useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

type Figure = { readonly incomplete?: boolean };
/** Answers that carry figures: reports, standings of budgets, accounts with their balances. */
type Answer = Figure & {
  readonly statuses?: readonly Figure[];
  readonly listAccounts?: { readonly accounts: readonly { readonly balance?: Figure | null }[] } | null;
};

export function saysIncomplete(answer: Answer | undefined): boolean {
  if (!answer) return false;
  const balances = answer.listAccounts?.accounts.map(({ balance }) => balance) ?? [];
  return [answer, ...(answer.statuses ?? []), ...balances].some((figure) => figure?.incomplete === true);
}

/** True while any figure that is shown says that it misses something. */
export function useIncomplete(): boolean {
  const cache = useQueryClient().getQueryCache();
  return useSyncExternalStore(
    (changed) => cache.subscribe(changed),
    () => cache.findAll({ type: 'active' }).some(({ state }) => saysIncomplete(state.data as Answer | undefined)),
  );
}

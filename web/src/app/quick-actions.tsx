/** Actions that every page offers: adding a transaction or a transfer. */
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import type { AddStart } from '../features/add/add-start.ts';
import { newPart, type Part, Prepared, useIdle } from './prepared.tsx';

const dialog = newPart(async () => (await import('../features/add/add-dialog.tsx')).AddDialog);

type QuickActions = { readonly add: (start?: AddStart) => void };

const QuickActionsContext = createContext<QuickActions>({ add: () => undefined });

export const useQuickActions = (): QuickActions => useContext(QuickActionsContext);

export function QuickActionsProvider({ children }: { readonly children: ReactNode }) {
  const [start, setStart] = useState<AddStart>();
  useIdle(dialog as Part<never>);
  const actions = useMemo(() => ({ add: (wanted: AddStart = { mode: 'out' }) => setStart(wanted) }), []);
  return (
    <QuickActionsContext value={actions}>
      {children}
      {start && <Prepared part={dialog} props={{ start, close: () => setStart(undefined) }} />}
    </QuickActionsContext>
  );
}

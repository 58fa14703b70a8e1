/** Actions that every page offers: adding a transaction or a transfer. */
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { AddDialog } from '../features/add/add-dialog.tsx';
import type { AddStart } from '../features/add/add-start.ts';

type QuickActions = { readonly add: (start?: AddStart) => void };

const QuickActionsContext = createContext<QuickActions>({ add: () => undefined });

export const useQuickActions = (): QuickActions => useContext(QuickActionsContext);

export function QuickActionsProvider({ children }: { readonly children: ReactNode }) {
  const [start, setStart] = useState<AddStart>();
  const actions = useMemo(() => ({ add: (wanted: AddStart = { mode: 'out' }) => setStart(wanted) }), []);
  return (
    <QuickActionsContext value={actions}>
      {children}
      {start && <AddDialog start={start} close={() => setStart(undefined)} />}
    </QuickActionsContext>
  );
}

/** Actions that every page offers: adding a transaction or a transfer. */
import { createContext, lazy, type ReactNode, Suspense, useContext, useMemo, useState } from 'react';
import type { AddStart } from '../features/add/add-start.ts';

type QuickActions = { readonly add: (start?: AddStart) => void };

const AddDialog = lazy(() => import('../features/add/add-dialog.tsx').then((page) => ({ default: page.AddDialog })));
const QuickActionsContext = createContext<QuickActions>({ add: () => undefined });

export const useQuickActions = (): QuickActions => useContext(QuickActionsContext);

export function QuickActionsProvider({ children }: { readonly children: ReactNode }) {
  const [start, setStart] = useState<AddStart>();
  const actions = useMemo(() => ({ add: (wanted: AddStart = { mode: 'out' }) => setStart(wanted) }), []);
  return (
    <QuickActionsContext value={actions}>
      {children}
      {start && (
        <Suspense fallback={null}>
          <AddDialog start={start} close={() => setStart(undefined)} />
        </Suspense>
      )}
    </QuickActionsContext>
  );
}

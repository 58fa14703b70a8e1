/** Deeds that any page may start: adding money that moved, or a transfer. */
import { createContext, lazy, type ReactNode, Suspense, useContext, useMemo, useState } from 'react';

export type AddMode = 'out' | 'in' | 'transfer';
export type AddStart = { readonly mode: AddMode; readonly accountId?: string };
type Deeds = { readonly add: (start?: AddStart) => void };

const AddDialog = lazy(() => import('../features/add/add-dialog.tsx').then((page) => ({ default: page.AddDialog })));
const DeedsContext = createContext<Deeds>({ add: () => undefined });

export const useDeeds = (): Deeds => useContext(DeedsContext);

export function DeedsProvider({ children }: { readonly children: ReactNode }) {
  const [start, setStart] = useState<AddStart>();
  const deeds = useMemo(() => ({ add: (wanted: AddStart = { mode: 'out' }) => setStart(wanted) }), []);
  return (
    <DeedsContext value={deeds}>
      {children}
      {start && (
        <Suspense fallback={null}>
          <AddDialog start={start} close={() => setStart(undefined)} />
        </Suspense>
      )}
    </DeedsContext>
  );
}

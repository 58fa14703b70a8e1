/** What all rows of a register need, read once for all of them. */
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { CategoryTree } from '../../../api/category-tree.ts';
import { type CurrentHousehold, useCurrentHousehold } from '../../../api/current-household.tsx';
import { type Account, useAccounts, useCategories } from '../../../api/lists.ts';

export type RegisterActions = {
  readonly edit: (id: string) => void;
  /** Opens the split of the row, or with undefined closes it. */
  readonly split: (id: string | undefined) => void;
  readonly openMenu: (id: string, button: HTMLElement) => void;
  /** Toggles the row, with `isRange` all rows from the last toggled one. */
  readonly toggle: (id: string, isRange: boolean) => void;
};

type RegisterContextValue = RegisterActions &
  Pick<CurrentHousehold, 'locale' | 'today' | 'canEdit'> & {
    readonly tree: CategoryTree;
    readonly accounts: ReadonlyMap<string, Account>;
  };

const RegisterContext = createContext<RegisterContextValue | undefined>(undefined);

export function useRegister(): RegisterContextValue {
  const value = useContext(RegisterContext);
  if (!value) throw new Error('useRegister outside of RegisterProvider');
  return value;
}

type Props = { readonly actions: RegisterActions; readonly children: ReactNode };

export function RegisterProvider({ actions, children }: Props) {
  const { locale, today, canEdit } = useCurrentHousehold();
  const { byId: accounts } = useAccounts();
  const { tree } = useCategories();
  const value = useMemo(
    () => ({ ...actions, locale, today, canEdit, accounts, tree }),
    [actions, locale, today, canEdit, accounts, tree],
  );
  return <RegisterContext value={value}>{children}</RegisterContext>;
}

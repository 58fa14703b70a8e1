/** The signed-in user and the household that is shown, for all pages. */
import type { DescMessage, DescMethodUnary, MessageInitShape } from '@bufbuild/protobuf';
import { useQuery } from '@connectrpc/connect-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { type Household, Role } from '#gen/melo/users/v1/household_pb.ts';
import { HouseholdService } from '#gen/melo/users/v1/household_service_pb.ts';
import type { User } from '#gen/melo/users/v1/user_pb.ts';
import { UserService } from '#gen/melo/users/v1/user_service_pb.ts';
import { type Day, todayIn } from '../i18n/dates.ts';
import { languageOf, showLanguage } from '../i18n/language.ts';
import { appLocale } from '../i18n/locale.ts';
import { keep, kept } from './session/kept-household.ts';

export type CurrentHousehold = {
  readonly user: User;
  readonly household: Household;
  readonly households: readonly Household[];
  readonly locale: string;
  /** The household's base currency. */
  readonly currency: string;
  /** Today in the household's time zone. */
  readonly today: Day;
  readonly canEdit: boolean;
  readonly isOwner: boolean;
  readonly choose: (householdId: string) => void;
};

const CHOSEN_KEY = 'melo-household';
const CurrentHouseholdContext = createContext<CurrentHousehold | undefined>(undefined);

export function useCurrentHousehold(): CurrentHousehold {
  const current = useContext(CurrentHouseholdContext);
  if (!current) throw new Error('useCurrentHousehold outside of CurrentHouseholdProvider');
  return current;
}

type Props = {
  readonly children: ReactNode;
  readonly waiting: ReactNode;
  readonly failed: (error: unknown, retry: () => void) => ReactNode;
  /** Shown to a user without a household. */
  readonly withoutHousehold: (user: User) => ReactNode;
};

export function CurrentHouseholdProvider({ children, waiting, failed, withoutHousehold }: Props) {
  const me = useKept(UserService.method.getMe);
  const list = useKept(HouseholdService.method.listHouseholds);
  const [chosen, setChosen] = useState(() => localStorage.getItem(CHOSEN_KEY) ?? '');
  const user = me.data?.user;
  useEffect(() => {
    if (user) void showLanguage(languageOf(user.locale));
  }, [user]);
  const households = list.data?.households;
  const household = households?.find(({ id }) => id === chosen) ?? households?.[0];
  const membership = useMemo(() => user && household && membershipOf(user, household), [user, household]);

  if (membership && households) {
    const choose = (id: string) => {
      localStorage.setItem(CHOSEN_KEY, id);
      setChosen(id);
    };
    const today = todayIn(membership.household.timeZone);
    return (
      <CurrentHouseholdContext value={{ ...membership, households, choose, today }}>{children}</CurrentHouseholdContext>
    );
  }
  if (user && households?.length === 0) return withoutHousehold(user);
  const error = me.error ?? list.error;
  const retry = () => {
    me.refetch();
    list.refetch();
  };
  return error ? failed(error, retry) : waiting;
}

/** The answer, and until it comes the one of the last visit. */
function useKept<Input extends DescMessage, Output extends DescMessage>(method: DescMethodUnary<Input, Output>) {
  const [initialData] = useState(() => kept(method.output));
  const query = useQuery(method, {} as MessageInitShape<Input>, {
    ...(initialData && { initialData, initialDataUpdatedAt: 0 }),
  });
  const { data, isFetchedAfterMount } = query;
  useEffect(() => {
    if (data && isFetchedAfterMount) keep(method.output, data);
  }, [data, isFetchedAfterMount, method]);
  return query;
}

function membershipOf(user: User, household: Household): Omit<CurrentHousehold, 'households' | 'choose' | 'today'> {
  const role = household.members.find(({ userId }) => userId === user.id)?.role ?? Role.UNSPECIFIED;
  return {
    user,
    household,
    locale: appLocale(user.locale),
    currency: household.baseCurrency,
    canEdit: role === Role.EDITOR || role === Role.OWNER,
    isOwner: role === Role.OWNER,
  };
}

/** What pages with data stand in: the query cache and the transport of calls. The sign-in page loads none of it. */
import { TransportProvider } from '@connectrpc/connect-query';
import { QueryClientProvider } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { queryClient } from '../api/query.ts';
import { refetchUserAndHouseholds } from '../api/refetch.ts';
import { onSession, onToken, sessionState } from '../api/session/session-state.ts';
import { transport } from '../api/transport.ts';

// Data of one user is not shown to the next.
onSession(() => sessionState() === 'out' && queryClient.clear());
// The new token may no longer name a household that was left or deleted.
onToken(refetchUserAndHouseholds);

export const DataProvider = ({ children }: { readonly children: ReactNode }) => (
  <TransportProvider transport={transport}>
    <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
  </TransportProvider>
);

/** Around the pages of guests that have data. */
export const DataPages = () => (
  <DataProvider>
    <Outlet />
  </DataProvider>
);

/** The app: theme, cache, transport and routes around one root. */
import './app/trusted-types.ts';
import '@fontsource-variable/inter/index.css';
import '@mantine/core/styles.css';
import '@mantine/dates/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import '@mantine/charts/styles.css';
import './app.css';
import { TransportProvider } from '@connectrpc/connect-query';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/query.ts';
import { refetchUserAndHouseholds } from './api/refetch.ts';
import { resumeSession } from './api/session/session.ts';
import { onSession, onToken, sessionState } from './api/session/session-state.ts';
import { transport } from './api/transport.ts';
import { cssVariables } from './app/css-variables.ts';
import { Localized } from './app/localized.tsx';
import { theme } from './app/theme.ts';
import { initialLanguage, showLanguage } from './i18n/language.ts';

// Data of one user is not shown to the next.
onSession(() => sessionState() === 'out' && queryClient.clear());
// The new token may no longer name a household that was left or deleted.
onToken(refetchUserAndHouseholds);
resumeSession();

await showLanguage(initialLanguage());

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <TransportProvider transport={transport}>
        <QueryClientProvider client={queryClient}>
          <Notifications position="bottom-right" />
          <Localized />
        </QueryClientProvider>
      </TransportProvider>
    </MantineProvider>
  </StrictMode>,
);

/** The app: theme, session and routes around one root. */
import './app/trusted-types.ts';
import '@fontsource-variable/inter/index.css';
import '@mantine/core/styles.css';
import './app.css';
import { MantineProvider } from '@mantine/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { resumeSession } from './api/session/session.ts';
import { cssVariables } from './app/css-variables.ts';
import { Localized } from './app/localized.tsx';
import { theme } from './app/theme.ts';
import { initialLanguage, showLanguage } from './i18n/language.ts';

resumeSession();

await showLanguage(initialLanguage());

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <Localized />
    </MantineProvider>
  </StrictMode>,
);

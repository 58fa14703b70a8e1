/** The pages in the user's language; all are rendered again when it changes. */
import { DatesProvider } from '@mantine/dates';
import { RouterProvider } from '@tanstack/react-router';
import 'dayjs/locale/de';
import { useLanguage } from '../i18n/language.ts';
import { router } from './router.tsx';

export function Localized() {
  const language = useLanguage();
  return (
    <DatesProvider key={language} settings={{ locale: language }}>
      <RouterProvider router={router} />
    </DatesProvider>
  );
}

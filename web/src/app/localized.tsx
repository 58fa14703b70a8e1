/** The pages in the user's language; all are rendered again when it changes. */
import { RouterProvider } from '@tanstack/react-router';
import { useLanguage } from '../i18n/language.ts';
import { router } from './router.tsx';

export const Localized = () => <RouterProvider key={useLanguage()} router={router} />;

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

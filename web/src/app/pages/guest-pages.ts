/** The pages of guests beside the sign-in page, loaded on demand. */
import { lazyRouteComponent } from '@tanstack/react-router';

export const guestPages = {
  checkMail: lazyRouteComponent(() => import('../../features/auth/check-mail-page.tsx'), 'CheckMailPage'),
  forgot: lazyRouteComponent(() => import('../../features/auth/forgot-page.tsx'), 'ForgotPage'),
  register: lazyRouteComponent(() => import('../../features/auth/register-page.tsx'), 'RegisterPage'),
  reset: lazyRouteComponent(() => import('../../features/auth/reset-page.tsx'), 'ResetPage'),
  verify: lazyRouteComponent(() => import('../../features/auth/verify-page.tsx'), 'VerifyPage'),
};

/** Signing in, registering, passwords. */
export const auth = {
  'auth.email': 'Email',
  'auth.password': 'Password',
  'auth.sign-in.title': 'Sign in',
  'auth.sign-in.submit': 'Sign in',
  'auth.sign-in.forgot-password': 'Forgot password?',
  'auth.sign-in.register': 'New here? <link>Create an account</link>',
} as const;

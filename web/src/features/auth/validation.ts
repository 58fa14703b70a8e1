/** What the forms of an account check before they are sent: the message of a value, or undefined when it is valid. */
import { text } from '../../i18n/text.ts';

export const MIN_PASSWORD_LENGTH = 15;

export const checkEmail = (email: string): string | undefined =>
  email.trim() === '' ? text('auth.enter-your-email-address') : undefined;

export const checkUserName = (name: string): string | undefined =>
  name.trim() === '' ? text('auth.enter-your-name') : undefined;

/** A password that exists already: any length may be right. */
export const checkPassword = (password: string): string | undefined =>
  password === '' ? text('auth.enter-your-password') : undefined;

export const checkNewPassword = (password: string): string | undefined =>
  password.length < MIN_PASSWORD_LENGTH ? text('auth.password-too-short', { count: MIN_PASSWORD_LENGTH }) : undefined;

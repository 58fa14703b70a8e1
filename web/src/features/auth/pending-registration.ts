/** The registration that waits for its mail to be followed, so that it can be sent again or corrected. Only in memory: it has the password. */
import { onSession, sessionState } from '../../api/session/session-state.ts';

export type Registration = {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly baseCurrency: string;
};

let pending: Registration | undefined;

onSession(() => {
  if (sessionState() === 'in') pending = undefined;
});

export const keepRegistration = (registration: Registration): void => {
  pending = registration;
};

export const pendingRegistration = (): Registration | undefined => pending;

/** What a registration is sent with. */
export const registrationRequest = ({ name, email, ...others }: Registration) => ({
  ...others,
  name: name.trim(),
  email: email.trim(),
  locale: navigator.language,
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
});

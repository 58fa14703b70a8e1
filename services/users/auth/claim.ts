/** Rules of claims: what waits for a mailed link to be followed, or for a mail to be sent. Events carry a claim's ID only. */
import type { RegisterRequest } from '#gen/melo/users/v1/auth_service_pb.ts';
import { UserEventSchema } from '#gen/melo/users/v1/user_event_pb.ts';
import type { User } from '#gen/melo/users/v1/user_pb.ts';
import { newEvent } from '#kit/events/event.ts';
import { tombstone } from '#kit/events/tombstone.ts';
import type { WriteContext } from '#kit/rpc/write-context.ts';
import type { OutboxEvent } from '#kit/store/outbox.ts';
import { checkHousehold, householdName } from '../household/rules.ts';
import { canonicalEmail } from '../user/email.ts';

const HOUR_MS = 3600_000;
const LIFETIMES = { registration: 24 * HOUR_MS, reset: HOUR_MS, notice: 48 * HOUR_MS } as const;

/** registration: an account to be · reset: a new password to be · notice: the password was changed. */
export type ClaimKind = keyof typeof LIFETIMES;

/** All of a registration; it is nowhere else until its link is followed. */
export type Registration = {
  readonly passwordHash: string;
  readonly name: string;
  readonly locale: string;
  readonly timeZone: string;
  readonly baseCurrency: string;
};

export type Claim = {
  readonly id: string;
  readonly kind: ClaimKind;
  readonly email: string;
  readonly registration?: Registration;
  readonly createMs: number;
  readonly expireMs: number;
};

export type NewClaim = { readonly claim: Claim; readonly events: readonly OutboxEvent[] };

/** A registration that waits for its link. Errors: CURRENCY_UNKNOWN, TIME_ZONE_UNKNOWN. */
export function requestRegistration(request: RegisterRequest, passwordHash: string, write: WriteContext): NewClaim {
  const { name, email } = request;
  const baseCurrency = request.baseCurrency || 'EUR';
  const { timeZone, locale } = checkHousehold({
    name: householdName(request.locale),
    baseCurrency,
    timeZone: request.timeZone,
    locale: request.locale,
  });
  return newClaim('registration', canonicalEmail(email), write, { passwordHash, name, locale, timeZone, baseCurrency });
}

/** A request for a new password; whether the address has an account is looked up when the mail is claimed. */
export const requestReset = (email: string, write: WriteContext): NewClaim =>
  newClaim('reset', canonicalEmail(email), write);

/** The mail that tells a user of a changed password. */
export const passwordNotice = ({ email }: User, write: WriteContext): NewClaim => newClaim('notice', email, write);

/** What makes the topic forget a claim that was used or has expired. */
export const forgetClaim = (id: string, write: Pick<WriteContext, 'newId'>): OutboxEvent =>
  tombstone(write, UserEventSchema, id);

function newClaim(kind: ClaimKind, email: string, write: WriteContext, registration?: Registration): NewClaim {
  const id = write.newId();
  const createMs = write.now.epochMilliseconds;
  return {
    claim: { id, kind, email, createMs, expireMs: createMs + LIFETIMES[kind], ...(registration && { registration }) },
    events: [
      newEvent(write, UserEventSchema, {
        householdId: '',
        version: 0n,
        change: { case: 'accountMailRequested', value: { claimId: id } },
        key: id,
      }),
    ],
  };
}

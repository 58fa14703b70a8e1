/** From a queued mail to a letter: claims what a mail about an account needs just before it goes, finds the address of any other. */
import type { Client } from '@connectrpc/connect';
import { AccountMail, type AuthInternalService } from '#gen/melo/users/v1/auth_internal_service_pb.ts';
import type { Recipient } from '../notification/rules.ts';
import {
  type AccountMailData,
  accountExistsMail,
  type Mail,
  passwordChangedMail,
  resetMail,
  verifyMail,
} from './mail.ts';
import { type OutgoingMail, type QueuedMail, UndeliverableMailError } from './mail-delivery.ts';

export type ComposeParts = {
  readonly auth: Pick<Client<typeof AuthInternalService>, 'claimMailToken'>;
  recipient(id: string): Promise<Recipient | undefined>;
  readonly publicUrl: string;
};

/**
 * The letter; undefined when there is nothing to send: no account to reset, or the address has had its mails for now.
 * Errors: Undeliverable; those of users, NOT_FOUND among them when the claim has been used or has expired.
 */
export const composing =
  ({ auth, recipient, publicUrl }: ComposeParts) =>
  async ({ claimId, userId, content }: QueuedMail): Promise<OutgoingMail | undefined> => {
    if (claimId) {
      const claimed = await auth.claimMailToken({ claimId });
      const mail = templates[claimed.mail];
      return mail && { to: claimed.email, ...mail(claimed, publicUrl) };
    }
    const to = (await recipient(userId))?.email;
    if (!to || !content) throw new UndeliverableMailError(to ? 'nothing to say' : 'the person is gone');
    return { to, ...content };
  };

const templates: Readonly<Partial<Record<AccountMail, (data: AccountMailData, publicUrl: string) => Mail>>> = {
  [AccountMail.VERIFY_EMAIL]: verifyMail,
  [AccountMail.ACCOUNT_EXISTS]: accountExistsMail,
  [AccountMail.RESET_PASSWORD]: resetMail,
  [AccountMail.PASSWORD_CHANGED]: passwordChangedMail,
};

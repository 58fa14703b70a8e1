/** Composes a queued mail when it is sent: claims the address and token of a mail about an account, or finds the address of a recipient. */
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

export type ComposerDependencies = {
  readonly auth: Pick<Client<typeof AuthInternalService>, 'claimMailToken'>;
  recipient(id: string): Promise<Recipient | undefined>;
  readonly publicUrl: string;
};

/**
 * Returns the mail; undefined when none is sent, because the address has no account or has received too many mails.
 * Errors: UndeliverableMailError; those of users, such as NOT_FOUND when the claim was used or has expired.
 */
export const createComposer =
  ({ auth, recipient, publicUrl }: ComposerDependencies) =>
  async ({ claimId, userId, content }: QueuedMail): Promise<OutgoingMail | undefined> => {
    if (claimId) {
      const claimed = await auth.claimMailToken({ claimId });
      const mail = templates[claimed.mail];
      return mail && { to: claimed.email, ...mail(claimed, publicUrl) };
    }
    const to = (await recipient(userId))?.email;
    if (!to || !content) throw new UndeliverableMailError(to ? 'the mail has no content' : 'the recipient was deleted');
    return { to, ...content };
  };

const templates: Readonly<Partial<Record<AccountMail, (data: AccountMailData, publicUrl: string) => Mail>>> = {
  [AccountMail.VERIFY_EMAIL]: verifyMail,
  [AccountMail.ACCOUNT_EXISTS]: accountExistsMail,
  [AccountMail.RESET_PASSWORD]: resetMail,
  [AccountMail.PASSWORD_CHANGED]: passwordChangedMail,
};

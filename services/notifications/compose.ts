/** From a queued mail to a letter: claims the token of a verifying mail just before it goes, finds the address of any other. */
import type { Client } from '@connectrpc/connect';
import type { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { type Letter, type Queued, Undeliverable } from './letter.ts';
import { verifyMail } from './mail.ts';
import type { Recipient } from './notification.ts';

export type ComposeParts = {
  readonly auth: Pick<Client<typeof AuthService>, 'claimMailToken'>;
  recipient(id: string): Promise<Recipient | undefined>;
  readonly publicUrl: string;
};

/** Errors: Undeliverable; those of users, NOT_FOUND among them when the claim has been used or has expired. */
export const composing =
  ({ auth, recipient, publicUrl }: ComposeParts) =>
  async ({ claimId, userId, content }: Queued): Promise<Letter> => {
    if (claimId) {
      const claimed = await auth.claimMailToken({ claimId });
      return { to: claimed.email, ...verifyMail(claimed, publicUrl) };
    }
    const to = (await recipient(userId))?.email;
    if (!to || !content) throw new Undeliverable(to ? 'nothing to say' : 'the person is gone');
    return { to, ...content };
  };

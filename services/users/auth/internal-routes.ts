/** AuthInternalService: mails about accounts, for the notifications service. */
import type { ServiceImpl } from '@connectrpc/connect';
import { AccountMail, type AuthInternalService } from '#gen/melo/users/v1/auth_internal_service_pb.ts';
import { errors } from '#kit/rpc/errors.ts';
import type { UserDependencies } from '../dependencies.ts';
import type { Claim } from './claim.ts';

export const authInternalRoutes = ({
  store,
  tokens,
  clock,
}: UserDependencies): ServiceImpl<typeof AuthInternalService> => ({
  /** The mail of an address is decided here, out of sight of the caller who requested it. */
  async claimMailToken({ claimId }) {
    const nowMs = clock().epochMilliseconds;
    const claim = await store.claim(claimId, nowMs);
    if (!claim) throw errors.notFound('claim');
    const known = await store.credentials(claim.email);
    const mail = mailOf(claim, known !== undefined);
    const isNotice = claim.kind === 'notice';
    if (!mail || !(isNotice || (await store.countMail(claimId, tokens.emailHash(claim.email), nowMs)))) return {};
    const hasLink = mail === AccountMail.VERIFY_EMAIL || mail === AccountMail.RESET_PASSWORD;
    return {
      email: claim.email,
      name: known?.user.name ?? '',
      locale: known?.user.locale ?? claim.registration?.locale ?? 'en',
      token: hasLink ? tokens.mail(claimId) : '',
      mail,
    };
  },
});

function mailOf({ kind }: Claim, isKnown: boolean): AccountMail {
  if (kind === 'registration') return isKnown ? AccountMail.ACCOUNT_EXISTS : AccountMail.VERIFY_EMAIL;
  if (!isKnown) return AccountMail.UNSPECIFIED;
  return kind === 'reset' ? AccountMail.RESET_PASSWORD : AccountMail.PASSWORD_CHANGED;
}

/** A person outside: registers, follows the link in the mail catcher, signs in, and calls everything through the edge as an SDK would. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { DescService } from '@bufbuild/protobuf';
import { type Timestamp, timestampMs } from '@bufbuild/protobuf/wkt';
import { type Client, createClient, type Interceptor } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { AccountService } from '#gen/melo/accounts/v1/account_service_pb.ts';
import { BudgetService } from '#gen/melo/budgets/v1/budget_service_pb.ts';
import { CategoryService } from '#gen/melo/categories/v1/category_service_pb.ts';
import { NotificationService } from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { ReportService } from '#gen/melo/reports/v1/report_service_pb.ts';
import { ImportService } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { HouseholdService } from '#gen/melo/users/v1/household_service_pb.ts';
import { UserService } from '#gen/melo/users/v1/user_service_pb.ts';
import { streamRetryInterceptor } from '#kit/rpc/stream-retry.ts';
import type { Addresses } from '../addresses.ts';

const WAIT_MS = 30_000;
const POLL_MS = 100;
/** A token is renewed so long before it expires. */
const EARLY_MS = 30_000;
/** Nobody waits for it longer; it is asked again with the next call. */
const REFRESH = { timeoutMs: 5_000 };

/** Answers of `look` until it is neither undefined nor false; throws after half a minute, saying `what` did not come. */
export async function until<Found>(
  what: string | (() => string),
  look: () => Promise<Found | undefined | false>,
  waitMs = WAIT_MS,
): Promise<Found> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline)
      throw new Error(`waited ${waitMs / 1000} s in vain: ${typeof what === 'string' ? what : what()}`);
    await delay(POLL_MS);
  }
}

export type Mail = { readonly id: string; readonly subject: string; readonly text: string; readonly html: string };

/** Mails that the catcher holds for an address, oldest first. */
export async function mailsTo(at: Addresses, address: string): Promise<Mail[]> {
  const answer = await fetch(`${at.urls.mail}/api/email`);
  const mails = (await answer.json()) as (Mail & { to: { address: string }[] })[];
  return mails.filter(({ to }) => to.some((one) => one.address.toLowerCase() === address.toLowerCase()));
}

/** Throws away what the catcher holds for an address. */
export async function dropMails(at: Addresses, address: string): Promise<void> {
  for (const { id } of await mailsTo(at, address)) await fetch(`${at.urls.mail}/api/email/${id}`, { method: 'DELETE' });
}

export type SignUp = {
  email: string;
  password: string;
  name: string;
  locale?: string;
  timeZone?: string;
  baseCurrency?: string;
};
export type ApiClient = Awaited<ReturnType<typeof signIn>>;

const transportOf = (at: Addresses, interceptors: Interceptor[] = []) =>
  createConnectTransport({
    httpVersion: '2',
    baseUrl: at.urls.web,
    interceptors: [...interceptors, streamRetryInterceptor],
  });

/** Registers, waits for the mail and follows its link; then signs in. */
export async function signUp(at: Addresses, wanted: SignUp) {
  const auth = createClient(AuthService, transportOf(at));
  await auth.register({ ...wanted, requestId: randomUUID() });
  const token = await until(`the verifying mail to ${wanted.email}`, async () => {
    const mails = await mailsTo(at, wanted.email);
    return mails.map(({ text }) => /verify\?token=([\w.-]+)/.exec(text)?.[1]).find(Boolean);
  });
  await auth.verifyEmail({ token, password: wanted.password, requestId: randomUUID() });
  return signIn(at, wanted.email, wanted.password);
}

/** A signed-in person with a client for every service; the session is refreshed before a token expires. */
export async function signIn(at: Addresses, email: string, password: string) {
  const auth = createClient(AuthService, transportOf(at));
  let session: { accessToken: string; refreshToken: string; expireMs: number };
  const keep = (answer: {
    accessToken: string;
    refreshToken: string;
    accessTokenExpireTime?: Timestamp | undefined;
  }) => {
    session = { ...answer, expireMs: answer.accessTokenExpireTime ? timestampMs(answer.accessTokenExpireTime) : 0 };
  };
  keep(await auth.signIn({ email, password, requestId: randomUUID() }));
  // A refresh whose answer was lost is asked for again under its request id: an old token alone would end the session.
  let requestId = randomUUID();
  let refreshing: Promise<void> | undefined;
  const refresh = async (): Promise<void> => {
    keep(await auth.refreshSession({ refreshToken: session.refreshToken, requestId }, REFRESH));
    requestId = randomUUID();
  };
  const token = async (): Promise<string> => {
    if (session.expireMs - EARLY_MS < Date.now()) {
      refreshing ??= refresh().finally(() => {
        refreshing = undefined;
      });
      await refreshing;
    }
    return session.accessToken;
  };
  const signed: Interceptor = (next) => async (request) => {
    request.header.set('authorization', `Bearer ${await token()}`);
    return next(request);
  };
  const transport = transportOf(at, [signed]);
  const client = <Service extends DescService>(service: Service): Client<Service> => createClient(service, transport);
  return {
    email,
    token,
    auth: client(AuthService),
    users: client(UserService),
    households: client(HouseholdService),
    categories: client(CategoryService),
    accounts: client(AccountService),
    transactions: client(TransactionService),
    imports: client(ImportService),
    budgets: client(BudgetService),
    reports: client(ReportService),
    notifications: client(NotificationService),
    /** Asks the gateway; throws when the answer has errors. */
    async graphql<Data>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${await token()}` };
      const answer = await fetch(at.urls.graphql, {
        method: 'POST',
        headers,
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = (await answer.json()) as { data: Data; errors?: { message: string }[] };
      if (errors) throw new Error(errors.map(({ message }) => message).join('; '));
      return data;
    },
  };
}

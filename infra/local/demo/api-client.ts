/** A user's client: registers, follows the link in the mail catcher, signs in, and calls every service through the edge like an SDK. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { DescService } from '@bufbuild/protobuf';
import { type Client, createClient, type Interceptor } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { AccountService } from '#gen/melo/accounts/v1/account_service_pb.ts';
import { BudgetService } from '#gen/melo/budgets/v1/budget_service_pb.ts';
import { CategoryService } from '#gen/melo/categories/v1/category_service_pb.ts';
import { NotificationService } from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { ReportService } from '#gen/melo/reports/v1/report_service_pb.ts';
import { ImportService } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { ScheduleService } from '#gen/melo/transactions/v1/schedule_service_pb.ts';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { HouseholdService } from '#gen/melo/users/v1/household_service_pb.ts';
import { UserService } from '#gen/melo/users/v1/user_service_pb.ts';
import { streamRetryInterceptor } from '#kit/rpc/stream-retry.ts';
import type { Addresses } from '../addresses.ts';
import { tokenSource } from './token-source.ts';

const WAIT_MS = 30_000;
const POLL_MS = 100;

/** Polls `look` until it returns neither undefined nor false, and returns that. Throws after `waitMs` and names `what` was missing. */
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
      throw new Error(`waited ${waitMs / 1000} s, still missing: ${typeof what === 'string' ? what : what()}`);
    await delay(POLL_MS);
  }
}

export type Mail = { readonly id: string; readonly subject: string; readonly text: string; readonly html: string };

/** Mails in the mail catcher for an address, oldest first. */
export async function mailsTo(at: Addresses, address: string): Promise<Mail[]> {
  const answer = await fetch(`${at.urls.mail}/api/email`);
  const mails = (await answer.json()) as (Mail & { to: { address: string }[] })[];
  return mails.filter(({ to }) => to.some((one) => one.address.toLowerCase() === address.toLowerCase()));
}

/** Deletes the mails in the mail catcher for an address. */
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

/** A signed-in user with a client for every service; the session is refreshed before its token expires. */
export async function signIn(at: Addresses, email: string, password: string) {
  const auth = createClient(AuthService, transportOf(at));
  const token = tokenSource(auth, await auth.signIn({ email, password, requestId: randomUUID() }));
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
    schedules: client(ScheduleService),
    imports: client(ImportService),
    budgets: client(BudgetService),
    reports: client(ReportService),
    notifications: client(NotificationService),
    /** Calls the gateway; throws when the response has errors. */
    async graphql<Data>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
      return callGraphql(at, await token(), { query, variables });
    },
  };
}

async function callGraphql<Data>(at: Addresses, token: string, operation: object): Promise<Data> {
  const response = await fetch(at.urls.graphql, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(operation),
  });
  const { data, errors } = (await response.json()) as { data: Data; errors?: { message: string }[] };
  if (errors) throw new Error(errors.map(({ message }) => message).join('; '));
  return data;
}

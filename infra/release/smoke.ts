/**
 * Looks at a deployment from outside, as a browser and an SDK do: the page, a sign-in, the overview through Connect and through GraphQL.
 * MELO_PUBLIC_URL is where it is; MELO_SMOKE_EMAIL and MELO_SMOKE_PASSWORD are an account with one household.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { DescService } from '@bufbuild/protobuf';
import { type Client, Code, ConnectError, createClient, type Interceptor } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { AccountService } from '#gen/melo/accounts/v1/account_service_pb.ts';
import { ReportService } from '#gen/melo/reports/v1/report_service_pb.ts';
import { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { HouseholdService } from '#gen/melo/users/v1/household_service_pb.ts';

const CALL_TIMEOUT_MS = 10_000;
/** For as long a balancer or a cache may lead to what leaves. */
const TIMEOUT_MS = Number(process.env['MELO_SMOKE_TIMEOUT_MS'] ?? 120_000);
const PAUSE_MS = 2_000;

const setting = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set.`);
  return value;
};
const url = setting('MELO_PUBLIC_URL').replace(/\/$/, '');
const email = setting('MELO_SMOKE_EMAIL');
const password = setting('MELO_SMOKE_PASSWORD');

const transport = (interceptors: Interceptor[] = []) =>
  createConnectTransport({ httpVersion: '1.1', baseUrl: url, defaultTimeoutMs: CALL_TIMEOUT_MS, interceptors });

async function page(): Promise<void> {
  const response = await fetch(`${url}/`, { signal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
  const html = await response.text();
  if (!response.ok || !html.includes('<div id="root">')) throw new Error(`the page is HTTP ${response.status}`);
  if (response.headers.get('cache-control') !== 'no-cache') throw new Error('the page is cached');
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(html)?.[1];
  const code = await fetch(`${url}${script}`, { signal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
  await code.body?.cancel();
  if (!code.ok || !/immutable/.test(code.headers.get('cache-control') ?? ''))
    throw new Error(`the script ${script} is HTTP ${code.status}`);
}

async function signIn(): Promise<string> {
  const auth = createClient(AuthService, transport());
  const { accessToken } = await auth.signIn({ email, password, requestId: randomUUID() });
  return accessToken;
}

/** Net worth today, by Connect and by GraphQL; both read the same stores. */
async function overview(token: string): Promise<void> {
  const signed: Interceptor = (next) => (request) => {
    request.header.set('authorization', `Bearer ${token}`);
    return next(request);
  };
  const client = <Service extends DescService>(service: Service): Client<Service> =>
    createClient(service, transport([signed]));
  const { households } = await client(HouseholdService).listHouseholds({});
  const household = households[0];
  if (!household) throw new Error('the account has no household');
  const { accounts } = await client(AccountService).listAccounts({ householdId: household.id });
  const today = new Date().toISOString().slice(0, 10);
  const range = { householdId: household.id, fromDate: today, toDate: today };
  const { points } = await client(ReportService).getNetWorth(range);
  const graph = await graphql(token, range);
  const expected = { accounts: accounts.map(({ id }) => id).sort(), points: points.map(inWords) };
  if (!isDeepStrictEqual(graph, expected))
    throw new Error(`GraphQL answers ${JSON.stringify(graph)}, Connect ${JSON.stringify(expected)}`);
}

const inWords = ({ date, netWorth }: Point): string => `${date}: ${netWorth?.minorUnits} ${netWorth?.currencyCode}`;

const OVERVIEW = `query Smoke($householdId: ID, $fromDate: String!, $toDate: String!) {
  listAccounts(householdId: $householdId) { accounts { id } }
  getNetWorth(householdId: $householdId, fromDate: $fromDate, toDate: $toDate) { points { date netWorth { minorUnits currencyCode } } }
}`;

type Point = {
  readonly date: string;
  readonly netWorth?: { readonly minorUnits: bigint | string; readonly currencyCode: string } | null | undefined;
};
type Overview = {
  readonly listAccounts: { readonly accounts: readonly { readonly id: string }[] };
  readonly getNetWorth: { readonly points: readonly Point[] };
};

async function graphql(token: string, variables: object): Promise<{ accounts: string[]; points: string[] }> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: OVERVIEW, variables }),
    signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
  });
  const { data, errors } = (await response.json()) as { data?: Overview; errors?: readonly { message: string }[] };
  if (!data || errors) throw new Error(`GraphQL is HTTP ${response.status}: ${errors?.[0]?.message}`);
  return {
    accounts: data.listAccounts.accounts.map(({ id }) => id).sort(),
    points: data.getNetWorth.points.map(inWords),
  };
}

/** Waiting makes no password right, and repeated sign-ins would lock the account. */
const isFinal = (error: unknown): boolean => error instanceof ConnectError && error.code === Code.Unauthenticated;

const deadline = Date.now() + TIMEOUT_MS;
for (;;) {
  try {
    await page();
    await overview(await signIn());
    console.log(`${url} serves the page, signs in, and shows the same overview through Connect and GraphQL.`);
    break;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (isFinal(error) || Date.now() > deadline) {
      console.error(`${url}: ${message}`);
      process.exit(1);
    }
    console.log(`not yet: ${message}`);
    await delay(PAUSE_MS);
  }
}

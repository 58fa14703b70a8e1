/** The report of a foreign client, and what it must contain. */
import assert from 'node:assert/strict';
import { ServerReflection } from '#gen/grpc/reflection/v1/reflection_pb.ts';
import { contracts } from '#infra/contracts.ts';
import { environment } from '#infra/local/cli/environment.ts';
import { at, today } from '../e2e/household.ts';

type Rejection = {
  readonly code: string;
  readonly reason: string;
  readonly domain: string;
  readonly fields: readonly string[];
};

export type Visit = {
  readonly accountId: string;
  /** In the order of entering. */
  readonly created: readonly string[];
  readonly pages: readonly (readonly string[])[];
  /** Minor units as text, by id. */
  readonly amounts: Readonly<Record<string, string>>;
  /** The household that the stream said has changed, and the one that did. */
  readonly changed: string;
  readonly household: string;
  readonly rejected: Rejection;
  readonly invalid: Rejection;
  readonly outsider: Rejection;
};

/** The input of a client: addresses of the edge and the mails, the CA, the user to register, and the day. */
export function invitation(email: string): string[] {
  const { ca, mail, edgeTls } = environment(at);
  return [new URL(edgeTls).host, ca, mail, email, today.toString()];
}

/** Two amounts that no double can hold, and one more to fill a page. */
const AMOUNTS = ['9007199254740993', '-9007199254740993', '-1'];

export function assertVisit(visit: Visit): void {
  assert.equal(visit.created.length, AMOUNTS.length);
  assert.deepEqual(
    visit.pages.map((page) => page.length),
    [2, 1],
  );
  assert.deepEqual(visit.pages.flat().sort(), [...visit.created].sort());
  assert.deepEqual(
    visit.created.map((id) => visit.amounts[id]),
    AMOUNTS,
  );
  assert.ok(visit.household);
  assert.equal(visit.changed, visit.household);
  assert.deepEqual(visit.rejected, {
    code: 'INVALID_ARGUMENT',
    reason: 'ACCOUNT_UNKNOWN',
    domain: 'transactions.melo',
    fields: [],
  });
  assert.deepEqual(visit.invalid, {
    code: 'INVALID_ARGUMENT',
    reason: '',
    domain: '',
    fields: ['transaction.posting_date'],
  });
  assert.equal(visit.outsider.code, 'UNAUTHENTICATED');
}

/** The services that reflection must name. */
export const reflectedServices = async (): Promise<string[]> =>
  [...new Set((await contracts()).map(({ service }) => service)), ServerReflection.typeName].sort();

/** Every reason that a server gives has a text in the app, or is never shown. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { ViolationsSchema } from '@bufbuild/protovalidate/gen/buf/validate/validate_pb.js';
import { Code, ConnectError } from '@connectrpc/connect';
import { ErrorInfoSchema } from '#gen/google/rpc/error_details_pb.ts';
import { failureOf } from './errors.ts';
import { GraphQLFailure } from './graphql/graphql-failure.ts';

const CHECKOUT = join(import.meta.dirname, '../../..');
const SERVER_TEXT = 'A text of the server.';

/** Reasons that no screen shows. */
const NEVER_SHOWN: ReadonlySet<string> = new Set([
  // The app names only fields that can be changed.
  'FIELD_NOT_UPDATABLE',
  // Between processes.
  'PROCESS_REFUSED',
  // Ends the session; the sign-in page follows.
  'REFRESH_REUSED',
  // The notification stream stops without a message.
  'STREAM_REPLACED',
  // The app's GraphQL documents are fixed and far below the limit.
  'QUERY_TOO_LARGE',
]);

/** Reasons that the code of the servers gives: `BudgetsReason.LIMIT_NEGATIVE`, or `reason: 'QUERY_TOO_LARGE'`. */
function givenReasons(): Set<string> {
  const sources = globSync('{services,mesh,envoy}/**/*.ts', { cwd: CHECKOUT })
    .filter((file) => !file.endsWith('.test.ts') && !file.includes('/testing/'))
    .map((file) => readFileSync(join(CHECKOUT, file), 'utf8'));
  const found = sources.flatMap((source) => [...source.matchAll(/\b\w*Reason\.([A-Z_]+)|\breason: '([A-Z_]+)'/g)]);
  return new Set(found.map(([, member, literal]) => (member ?? literal)!));
}

const failed = (reason: string, metadata: Readonly<Record<string, string>> = {}) =>
  failureOf(
    new ConnectError(SERVER_TEXT, Code.FailedPrecondition, undefined, [
      { desc: ErrorInfoSchema, value: create(ErrorInfoSchema, { reason, metadata }) },
    ]),
  );

test('every reason that a server gives has a text of its own', () => {
  const reasons = givenReasons();
  assert.ok(reasons.size > 40, `${reasons.size} reasons were found`);
  const without = [...reasons].filter((reason) => !NEVER_SHOWN.has(reason) && failed(reason).text === SERVER_TEXT);
  assert.deepEqual(without.sort(), []);
});

test('reasons that are never shown are given and have no text', () => {
  const reasons = givenReasons();
  for (const reason of NEVER_SHOWN) {
    assert.ok(reasons.has(reason), reason);
    assert.equal(failed(reason).text, SERVER_TEXT);
  }
});

test('a text has the limit or the waiting time that the metadata names', () => {
  assert.match(failed('LIMIT_REACHED', { limit: '200' }).text, /\b200\b/);
  assert.match(failed('RATE_LIMITED', { retry_after_seconds: '30' }).text, /\b30 seconds\b/);
  assert.match(failed('RATE_LIMITED', { retry_after_seconds: '300' }).text, /\b5 minutes\b/);
});

test('an error of the graph is shown by its reason', () => {
  const error = new GraphQLFailure(SERVER_TEXT, 'NOT_FOUND', 'NOT_FOUND');
  assert.equal(failureOf(error).text, 'This no longer exists. It may have been deleted.');
});

test('a violation has a text by its rule, and not that of the server', () => {
  const violation = (fieldName: string, ruleId: string) => ({
    field: { elements: [{ fieldName: 'budget' }, { fieldName }] },
    ruleId,
    message: SERVER_TEXT,
  });
  const violations = create(ViolationsSchema, {
    violations: [violation('name', 'string.max_len'), violation('start_date', 'melo')],
  });
  const error = new ConnectError(SERVER_TEXT, Code.InvalidArgument, undefined, [
    { desc: ViolationsSchema, value: violations },
  ]);
  assert.deepEqual(failureOf(error).fields, {
    'budget.name': 'This text is too long.',
    'budget.start_date': 'Please check this.',
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { Role } from '#gen/melo/users/v1/household_pb.ts';
import { SessionEventSchema } from '#gen/melo/users/v1/session_event_pb.ts';
import { createRevocations } from './revocations.ts';
import type { Token } from './token.ts';

const START = Date.now() - 30_000;

const token = (issuedMs: number, role?: Role): Token => ({
  userId: 'u',
  sessionId: 's',
  households: new Map(role === undefined ? [] : [['h', role]]),
  defaultHousehold: 'h',
  issuedMs: START + issuedMs,
  expireMs: START + 300_000,
});

/** The person got this role, as the event of this sequence tells. */
const became = (role: Role, atMs: number, sequence: bigint) =>
  create(SessionEventSchema, {
    sequence,
    householdId: 'h',
    occurTime: timestampFromMs(START + atMs),
    change: { case: 'membershipChanged', value: { userId: 'u', role } },
  });

test('a token ends when it says another role than its person has by now', () => {
  const revocations = createRevocations();
  revocations.apply(became(Role.VIEWER, 1_000, 1n));
  assert.equal(revocations.isRevoked(token(0, Role.OWNER)), true);
  assert.equal(revocations.isRevoked(token(0)), true);
  assert.equal(revocations.isRevoked(token(0, Role.VIEWER)), false);
  assert.equal(revocations.isRevoked({ ...token(0, Role.OWNER), userId: 'other' }), false);
});

test('a token that was made between a change’s time and its commit still says what was before, and ends', () => {
  const revocations = createRevocations();
  revocations.apply(became(Role.UNSPECIFIED, 1_000, 1n));
  assert.equal(revocations.isRevoked(token(1_500, Role.OWNER)), true);
  assert.equal(revocations.isRevoked(token(1_500)), false);
  // Long after it, whoever signs knows better than an event that is about to be followed by another.
  assert.equal(revocations.isRevoked(token(20_000, Role.OWNER)), false);
});

test('a token that says less than its person has harms nobody, unless it was made before they got it', () => {
  const revocations = createRevocations();
  revocations.apply(became(Role.OWNER, 1_000, 1n));
  assert.equal(revocations.isRevoked(token(1_500, Role.VIEWER)), false);
  assert.equal(revocations.isRevoked(token(500, Role.VIEWER)), true);
});

test('an event that is told again does not take back what came after it', () => {
  const revocations = createRevocations();
  const first = became(Role.OWNER, 1_000, 1n);
  revocations.apply(first);
  revocations.apply(became(Role.UNSPECIFIED, 2_000, 2n));
  revocations.apply(first);
  assert.equal(revocations.isRevoked(token(1_500, Role.OWNER)), true);
});

test('a session that was ended stays so, and who watches its token is told once', () => {
  const revocations = createRevocations();
  const seen: string[] = [];
  const unwatch = revocations.onRevoked(token(0, Role.OWNER), () => seen.push('ended'));
  const change = { case: 'sessionRevoked' as const, value: { sessionId: 's', userId: 'u' } };
  revocations.apply(create(SessionEventSchema, { sequence: 3n, occurTime: timestampFromMs(START), change }));
  unwatch();
  revocations.apply(became(Role.OWNER, 3_000, 4n));
  assert.deepEqual(seen, ['ended']);
  assert.equal(revocations.isRevoked(token(60_000, Role.OWNER)), true);
});

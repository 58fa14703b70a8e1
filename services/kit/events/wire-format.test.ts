import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { decodeWireFormat, encodeWireFormat, stampSequence } from './wire-format.ts';

const GREATEST_ID = 2 ** 31 - 1;
const GREATEST_SEQUENCE = 2n ** 64n - 1n;

test('what was framed is unframed', () => {
  fc.assert(
    fc.property(fc.nat(GREATEST_ID), fc.uint8Array(), (schemaId, payload) => {
      const taken = decodeWireFormat(encodeWireFormat(schemaId, payload));
      assert.equal(taken.schemaId, schemaId);
      assert.deepEqual(Buffer.from(taken.payload), Buffer.from(payload));
    }),
  );
});

test('a frame is Confluent’s, byte by byte', () => {
  assert.deepEqual([...encodeWireFormat(258, Buffer.from([8, 1]))], [0, 0, 0, 1, 2, 0, 8, 1]);
});

test('a message index with a path is left out, whoever wrote it', () => {
  // The path [1, 0]: a count and its indexes, zigzag encoded.
  assert.deepEqual([...decodeWireFormat(Buffer.from([0, 0, 0, 0, 7, 4, 2, 0, 9, 9])).payload], [9, 9]);
});

test('what is no frame is refused', () => {
  for (const bytes of [[], [0, 0, 0, 0, 1], [1, 0, 0, 0, 1, 0, 8], [...Buffer.from('plain text')]])
    assert.throws(() => decodeWireFormat(Buffer.from(bytes)), /not a frame/);
});

test('the last stamp counts, and nothing else changes', () => {
  fc.assert(
    fc.property(
      fc.bigInt(1n, GREATEST_SEQUENCE),
      fc.bigInt(1n, GREATEST_SEQUENCE),
      fc.string(),
      (first, second, eventId) => {
        const payload = toBinary(HouseholdEventSchema, create(HouseholdEventSchema, { eventId, version: 7n }));
        const stamped = fromBinary(HouseholdEventSchema, stampSequence(stampSequence(payload, first), second));
        assert.deepEqual(stamped, create(HouseholdEventSchema, { eventId, version: 7n, sequence: second }));
      },
    ),
  );
});

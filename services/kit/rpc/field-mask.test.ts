import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { FieldMaskSchema } from '@bufbuild/protobuf/wkt';
import { ViolationsSchema } from '@bufbuild/protovalidate/gen/buf/validate/validate_pb.js';
import type { ConnectError } from '@connectrpc/connect';
import { ErrorInfoSchema } from '#gen/google/rpc/error_details_pb.ts';
import { CategorySchema } from '#gen/melo/categories/v1/category_pb.ts';
import { applyFieldMask } from './field-mask.ts';

const before = create(CategorySchema, { name: 'Food' });

/** The rejection of a change to the fields that `paths` name. */
function rejection(name: string, ...paths: string[]): ConnectError {
  try {
    const wanted = create(CategorySchema, { name });
    applyFieldMask(CategorySchema, { before, wanted, mask: create(FieldMaskSchema, { paths }), updatable: ['name'] });
  } catch (error) {
    return error as ConnectError;
  }
  return assert.fail('not rejected');
}

test('a rule that the change breaks is described where the request has the field', () => {
  const [violations] = rejection('', 'name').findDetails(ViolationsSchema);
  const paths = violations?.violations.map(({ field }) => field?.elements.map(({ fieldName }) => fieldName).join('.'));
  assert.deepEqual(paths, ['category.name']);
});

test('a path that is not updatable is repeated up to a length that fits a header', () => {
  for (const path of ['x'.repeat(900_000), `${'x'.repeat(99)}${'😀'.repeat(900)}`]) {
    const error = rejection('Fine', path);
    const [info] = error.findDetails(ErrorInfoSchema);
    for (const described of [error.rawMessage, info?.metadata['field'] ?? '']) {
      assert.ok(described.length < 200, `${described.length} characters`);
      assert.ok(described.isWellFormed());
    }
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutOptions } from './event-schemas.ts';

test('custom options are left out, comments and shapes stay', () => {
  const source = `import "buf/validate/validate.proto";
import "melo/money/v1/money.proto";
message A {
  // A code [A-Z] of "three".
  string code = 1 [(buf.validate.field).string = {
    pattern: "^[A-Z]{3}]$"
  }];
  int64 units = 2;
}
`;
  const expected = `import "melo/money/v1/money.proto";
message A {
  // A code [A-Z] of "three".
  string code = 1;
  int64 units = 2;
}
`;
  assert.equal(withoutOptions(source), expected);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPermanent, isUnavailable } from './failure.ts';

const withCode = (fields: object, error = new Error('no')) => Object.assign(error, fields);
const rejected = withCode({ code: 'ECONNREFUSED' });

for (const [what, error, outage, fault] of [
  ['a rejected connection', rejected, true, false],
  ['what a rejected connection has caused', new Error('no answer', { cause: rejected }), true, false],
  [
    'a driver that trips over its own broken connection',
    new TypeError('fetch failed', { cause: rejected }),
    true,
    false,
  ],
  ['PostgreSQL shutting down', withCode({ code: '57P01' }), true, false],
  ['a message that PostgreSQL cannot read', withCode({ code: '08P01' }), false, false],
  ['a day that no calendar has', withCode({ code: '22008' }), false, true],
  ['a text that is too long for MariaDB', withCode({ code: 'ER_DATA_TOO_LONG', sqlState: '22001' }), false, true],
  ['an item that DynamoDB does not take', withCode({ name: 'ValidationException' }), false, true],
  ['a row that is there already', withCode({ code: '23505' }), false, false],
  ['code of ours that broke', new TypeError('Cannot read properties of undefined'), false, true],
  ['a number out of range', new RangeError('too large'), false, true],
  ['anything else', new Error('the watermark was moved meanwhile'), false, false],
] as const) {
  test(`${what} is ${outage ? 'an outage' : fault ? 'a fault of ours' : 'neither an outage nor a fault of ours'}`, () => {
    assert.deepEqual([isUnavailable(error), isPermanent(error)], [outage, fault]);
  });
}

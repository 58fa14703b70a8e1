import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeErrors } from './server-errors.ts';

const failure = (fields: Record<string, string>, reason = '') => ({ text: 'Please check.', reason, fields });
const budget = { name: '', startDate: '', lines: [{ limit: '12' }] };

test('a violation stands beside the field of its path', () => {
  assert.deepEqual(placeErrors(failure({ 'budget.start_date': 'Invalid.' }), budget, { resource: 'budget' }), {
    fields: { startDate: 'Invalid.' },
  });
});

test('a violation of an inner field stands beside the field that holds it', () => {
  const { fields } = placeErrors(failure({ 'budget.lines.0.limit.minor_units': 'Too large.' }), budget, {
    resource: 'budget',
  });
  assert.deepEqual(fields, { 'lines.0.limit': 'Too large.' });
});

test('a violation of a field that the form does not have is a message', () => {
  assert.deepEqual(
    placeErrors(failure({ 'budget.name': 'Too long.', household_id: 'Invalid.' }), budget, { resource: 'budget' }),
    {
      fields: { name: 'Too long.' },
      message: 'Invalid.',
    },
  );
});

test('a reason that concerns a field stands beside it', () => {
  assert.deepEqual(placeErrors(failure({}, 'NAME_TAKEN'), budget, { reasons: { NAME_TAKEN: 'name' } }), {
    fields: { name: 'Please check.' },
  });
});

test('a form can word a reason itself', () => {
  const reasons = { NAME_TAKEN: { field: 'name', message: 'Choose another name.' } };
  assert.deepEqual(placeErrors(failure({}, 'NAME_TAKEN'), budget, { reasons }), {
    fields: { name: 'Choose another name.' },
  });
});

test('a failure without violations is a message', () => {
  assert.deepEqual(placeErrors(failure({}, 'NOT_FOUND'), budget), { fields: {}, message: 'Please check.' });
});

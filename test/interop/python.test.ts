/** A client of others in Python, made by grpcio-tools from proto/, over the edge's TLS port. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { globSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkout } from '#infra/local/addresses.ts';
import { at } from '../e2e/household.ts';
import { pythonTools } from './tools.ts';
import { assertVisit, invitation, reflectedServices, type Visit } from './visit.ts';

type PythonVisit = Visit & { readonly reflected: { readonly services: string[]; readonly money: string[] } };

test('a Python client made from proto/ lives with Melo, to the last minor unit', async () => {
  const python = await pythonTools(at);
  const made = await mkdtemp(join(tmpdir(), 'melo-python-'));
  try {
    const [proto, vendor] = [join(checkout, 'proto'), join(checkout, 'proto/vendor')];
    // google.rpc comes with Python's own packages, whole.
    const files = [...globSync('melo/**/*.proto', { cwd: proto }), ...globSync('buf/**/*.proto', { cwd: vendor })];
    const out = ['python_out', 'grpc_python_out'].map((option) => `--${option}=${made}`);
    await python(['-m', 'grpc_tools.protoc', `-I${proto}`, `-I${vendor}`, ...out, ...files]);
    const script = join(import.meta.dirname, 'python/visit.py');
    const output = await python([script, ...invitation(`python.${randomUUID().slice(0, 8)}@example.com`)], made);
    const visit = JSON.parse(output) as PythonVisit;
    assertVisit(visit);
    assert.deepEqual(visit.reflected, {
      services: await reflectedServices(),
      money: ['currency_code', 'minor_units'],
    });
  } finally {
    await rm(made, { recursive: true, force: true });
  }
});

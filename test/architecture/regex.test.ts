/** No regular expression of ours takes more than linear time on any input. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { analyse } from 'scslre';
import { parseAst } from 'vite';
import { checkout } from '#infra/local/addresses.ts';

const FOLDERS = '{services,mesh,envoy,web}';
const MAX_REPORTS = 1;

type Expression = { readonly source: string; readonly flags: string; readonly line: number };
type Node = { readonly type: string; readonly start: number } & Record<string, unknown>;

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** Literals, and what is given to RegExp as a text; a pattern put together from parts is found as `undefined`. */
function expressionsOf(file: string, text: string): (Expression | { readonly line: number })[] {
  const found: (Expression | { readonly line: number })[] = [];
  const lineOf = (at: number) => text.slice(0, at).split('\n').length;
  const visit = (value: unknown): void => {
    for (const item of Array.isArray(value) ? value : []) visit(item);
    if (!isNode(value)) return;
    const line = lineOf(value.start);
    if (value.type === 'Literal' && 'regex' in value) {
      const { pattern, flags } = value['regex'] as { pattern: string; flags: string };
      found.push({ source: pattern, flags, line });
    }
    const callee = value['callee'];
    if (/^(New|Call)Expression$/.test(value.type) && isNode(callee) && callee['name'] === 'RegExp') {
      const [pattern, flags] = value['arguments'] as Node[];
      const [source, own] = [pattern?.['value'], flags?.['value'] ?? ''];
      found.push(typeof source === 'string' ? { source, flags: String(own), line } : { line });
    }
    for (const part of Object.values(value)) visit(part);
  };
  visit(parseAst(text, { lang: file.endsWith('x') ? 'tsx' : 'ts' }));
  return found;
}

/** What makes an expression slow, in words; undefined when it is linear. */
function fault({ source, flags }: Expression): string | undefined {
  const { reports } = analyse(new RegExp(source, flags), { maxReports: MAX_REPORTS });
  return reports.map(({ type, exponential }) => `${exponential ? 'exponential' : 'polynomial'} (${type})`)[0];
}

test('the check knows slow expressions from fast ones', () => {
  const slow = [/^(a+)+$/, /\s+$/, /^\s*(.*?)\s*$/, /(\d+|\w+)*x/].map(({ source, flags }) =>
    fault({ source, flags, line: 0 }),
  );
  assert.ok(slow.every(Boolean));
  assert.equal(fault({ source: '^\\d{1,4}(?:\\.\\d{3})*$', flags: '', line: 0 }), undefined);
});

test('no regular expression backtracks more than linearly', () => {
  const files = globSync(`${FOLDERS}/**/*.{ts,tsx,mjs}`, { cwd: checkout }).filter(
    (file) => !/node_modules|^web\/dist|\.test\.tsx?$/.test(file),
  );
  const faults = files.flatMap((file) =>
    expressionsOf(file, readFileSync(join(checkout, file), 'utf8')).flatMap((expression) => {
      const said = 'source' in expression ? fault(expression) : 'made of parts, so that nobody can judge it';
      return said
        ? [`${file}:${expression.line}: ${'source' in expression ? `/${expression.source}/ is ` : ''}${said}`]
        : [];
    }),
  );
  assert.deepEqual(faults, []);
});

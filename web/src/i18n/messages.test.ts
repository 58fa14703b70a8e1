/** The catalogue is complete in every language, and no component has a literal text. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { parseAst } from 'vite';
import { de } from './messages/de/index.ts';
import { en } from './messages/en/index.ts';

const SOURCE = join(import.meta.dirname, '..');
/** The name of the product is the same in every language. */
const BRAND = 'Melo';
/** Attributes that people read or hear. */
const TEXT_ATTRIBUTES =
  /^(title|label|placeholder|description|alt|aria-label|aria-description|aria-roledescription|nothingFoundMessage|summary)$/;

const files = globSync('**/*.{ts,tsx}', { cwd: SOURCE }).filter(
  (file) => !file.endsWith('.test.ts') && !file.startsWith('i18n/messages/') && !file.includes('generated'),
);
const sourceOf = (file: string) => readFileSync(join(SOURCE, file), 'utf8');

type Node = { readonly type: string; readonly start: number } & Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;
const childrenOf = (node: Node): Node[] => Object.values(node).flat().filter(isNode);

/** Texts that an expression may show: its literals, and both sides of a condition. */
function shownTexts(node: Node): string[] {
  switch (node.type) {
    case 'JSXText':
    case 'Literal':
      return typeof node['value'] === 'string' ? [node['value']] : [];
    case 'TemplateLiteral':
      return (node['quasis'] as { value: { cooked: string } }[]).map(({ value }) => value.cooked);
    case 'JSXExpressionContainer':
    case 'ConditionalExpression':
    case 'LogicalExpression':
    case 'ParenthesizedExpression':
      return childrenOf(node)
        .filter((child) => child !== node['test'])
        .flatMap(shownTexts);
    default:
      return [];
  }
}

/** Texts between tags and in attributes that people read. */
function literalTexts(file: string): string[] {
  const source = sourceOf(file);
  const found: string[] = [];
  const visit = (node: Node): void => {
    const isText = node.type === 'JSXText' || node.type === 'JSXExpressionContainer';
    const isAttribute =
      node.type === 'JSXAttribute' && TEXT_ATTRIBUTES.test(String((node['name'] as { name?: string }).name));
    const shown = isAttribute ? node['value'] : isText ? node : undefined;
    if (isNode(shown))
      for (const text of shownTexts(shown))
        if (/\p{L}{2}/u.test(text) && text.trim() !== BRAND)
          found.push(`${source.slice(0, node.start).split('\n').length}: ${text.trim()}`);
    // The value of an attribute that nobody reads is no text.
    for (const child of childrenOf(node))
      if (node.type !== 'JSXAttribute' || child.type !== 'JSXExpressionContainer') visit(child);
      else for (const inner of childrenOf(child)) visit(inner);
  };
  visit(parseAst(source, { lang: file.endsWith('x') ? 'tsx' : 'ts' }) as unknown as Node);
  return found;
}

/** Names of a message's arguments and tags. */
function argumentsOf(message: string): string[] {
  const names = new Set<string>();
  const visit = (elements: readonly MessageFormatElement[]): void => {
    for (const element of elements) {
      if (element.type !== TYPE.literal && element.type !== TYPE.pound) names.add(element.value);
      if (element.type === TYPE.tag) visit(element.children);
      if (element.type === TYPE.plural || element.type === TYPE.select)
        for (const option of Object.values(element.options)) visit(option.value);
    }
  };
  visit(parse(message));
  return [...names].sort();
}

test('no component has a literal text', () => {
  const literal = files.flatMap((file) => literalTexts(file).map((text) => `${file}:${text}`));
  assert.deepEqual(literal, []);
});

test('every language has every message, with the same arguments', () => {
  assert.deepEqual(Object.keys(de).sort(), Object.keys(en).sort());
  for (const [id, message] of Object.entries(en))
    assert.deepEqual(argumentsOf(de[id as keyof typeof de]), argumentsOf(message), id);
});

test('every message is used', () => {
  const sources = files.map(sourceOf).join('\n');
  // An ID may be composed, such as `reason.${reason}`.
  const prefixes = [...sources.matchAll(/`([\w.-]+\.)\$\{/g)].map((match) => match[1]!);
  const unused = Object.keys(en).filter(
    (id) => !sources.includes(`'${id}'`) && !prefixes.some((prefix) => id.startsWith(prefix)),
  );
  assert.deepEqual(unused, []);
});

/** Calls of `text` and `richText` with the names of the values they pass; undefined when these are computed. */
function callsOf(file: string): { id: string; passed: readonly string[] | undefined }[] {
  const calls: { id: string; passed: readonly string[] | undefined }[] = [];
  const visit = (node: Node): void => {
    const { callee, arguments: given } = node as unknown as { callee?: { name?: string }; arguments?: Node[] };
    const [id, values] = given ?? [];
    if (node.type === 'CallExpression' && /^(text|richText)$/.test(callee?.name ?? '') && id?.type === 'Literal') {
      const properties = (values?.['properties'] ?? []) as { type: string; key?: { name?: string } }[];
      const isComputed = values && (values.type !== 'ObjectExpression' || properties.some(({ key }) => !key));
      calls.push({ id: String(id['value']), passed: isComputed ? undefined : properties.map(({ key }) => key!.name!) });
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(parseAst(sourceOf(file), { lang: file.endsWith('x') ? 'tsx' : 'ts' }) as unknown as Node);
  return calls;
}

test('every call passes the arguments of its message', () => {
  const wrong = files.flatMap((file) =>
    callsOf(file)
      .filter(({ id, passed }) => passed && `${argumentsOf(en[id as keyof typeof en])}` !== `${passed.toSorted()}`)
      .map(({ id, passed }) => `${file}: ${id} gets ${passed}`),
  );
  assert.deepEqual(wrong, []);
});

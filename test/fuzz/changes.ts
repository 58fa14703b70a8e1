/** Ways to change one field of a message: to leave it out, to put a value in, to have fewer or more items than it may. */
import { randomUUID } from 'node:crypto';
import { type DescField, getOption, ScalarType } from '@bufbuild/protobuf';
import { type ReflectList, type ReflectMessage, reflect } from '@bufbuild/protobuf/reflect';
import { type FieldRules, field as fieldRules } from '@bufbuild/protovalidate/gen/buf/validate/validate_pb.js';
import { MANY, type Named } from './hostile-values.ts';
import { isUuid, limitsOf, messagesOf, valuesOf } from './values.ts';

/** Puts a value into a field of a message. */
export type Change = Named & { put(parent: ReflectMessage, field: DescField): void };

export function changesOf(field: DescField): Change[] {
  const rules = getOption(field, fieldRules);
  const unset: Change = { what: 'nothing', put: (parent) => parent.clear(field) };
  if (field.fieldKind === 'list') return [unset, ...listChanges(field, rules)];
  if (field.fieldKind === 'map') throw new Error(`${field}: maps in requests have no values here yet`);
  const values = field.fieldKind === 'message' ? messagesOf(field) : valuesOf(field, rules);
  return [
    unset,
    ...values.map(({ value, ...named }): Change => ({ ...named, put: (parent) => parent.set(field, value as never) })),
  ];
}

function listChanges(field: DescField & { fieldKind: 'list' }, rules: FieldRules): Change[] {
  const of = rules.type.case === 'repeated' ? rules.type.value : undefined;
  const items = of?.items;
  const single =
    field.listKind === 'message'
      ? [{ what: 'an empty message', value: reflect(field.message, undefined, false) }]
      : valuesOf(field, items);
  const repeat = (count: number, named?: Partial<Named>): Change => ({
    ...named,
    what: `${count} items`,
    put(parent) {
      const list = parent.get(field);
      const given = [...list];
      fill(
        list,
        Array.from({ length: count }, (_, i) => given[i] ?? another(field, items, given[0], i)),
      );
    },
  });
  return [
    ...single.map(
      ({ value, ...named }): Change => ({
        ...named,
        what: `of ${named.what}`,
        put: (parent) => fill(parent.get(field), [value]),
      }),
    ),
    ...[...new Set([2, ...limitsOf(of?.minItems, of?.maxItems)])].map((count) => repeat(count)),
    repeat(MANY, { hostile: true, bulk: 'many items' }),
    {
      what: 'the same twice',
      put(parent) {
        const list = parent.get(field);
        const first = list.size > 0 ? list.get(0) : another(field, items, undefined, 0);
        fill(list, [first, first]);
      },
    },
  ];
}

/** Replaces the items of a list. */
function fill(list: ReflectList, items: readonly unknown[]): void {
  list.clear();
  for (const item of items) list.add(item as never);
}

/** One more item like `first`, different where that is easy. */
function another(
  field: DescField & { fieldKind: 'list' },
  items: FieldRules | undefined,
  first: unknown,
  i: number,
): unknown {
  if (field.listKind === 'message') return first ?? reflect(field.message, undefined, false);
  if (field.listKind === 'enum') return field.enum.values[i % field.enum.values.length]!.number;
  if (field.scalar === ScalarType.STRING) return isUuid(items) ? randomUUID() : `item ${i}`;
  return typeof first === 'bigint' ? BigInt(i) : i;
}

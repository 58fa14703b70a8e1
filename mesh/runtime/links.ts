/** Links: a field that holds another resource's id gets that resource joined beside it, read in batches. */
import type { DescField, DescMessage, DescMethod, Message } from '@bufbuild/protobuf';
import DataLoader from 'dataloader';
import { type Contracts, isInternal, linkOption, methodOf } from '../schema/contracts.ts';
import { camel } from '../schema/names.ts';

/** Ids a batch method takes at most. */
const ID_BATCH_SIZE = 200;

export type Link = {
  /** Name of the joined field. */
  readonly name: string;
  readonly method: DescMethod;
  /** Field of the request that takes the ids, of the response that holds the rows, of a row that holds its id. */
  readonly ids: DescField;
  readonly rows: DescField;
  readonly key: DescField;
  readonly row: DescMessage;
  /** Further fields of the request that a query may give as arguments of the joined field. */
  readonly args: readonly DescField[];
};
type Found = Message & Record<string, unknown>;
/** Values of a link's arguments, by the names of the request's fields. */
export type LinkArguments = Readonly<Record<string, unknown>>;
export type Load = (link: Link, id: string, args?: LinkArguments) => Promise<Found | undefined>;

/** The link an option declares; a link that cannot work is an error of the contracts. */
export function linkOf(contracts: Contracts, field: DescField): Link | undefined {
  const option = linkOption(field);
  if (!option) return undefined;
  const method = methodOf(contracts, option.method);
  if (isInternal(method)) throw new Error(`${field}: ${option.method} is internal.`);
  const ids = method.input.fields.find((candidate) => candidate.name === 'ids');
  const rows = method.output.fields.find((candidate) => candidate.fieldKind === 'list' && candidate.message);
  const key = rows?.message?.fields.find((candidate) => candidate.name === (option.key || 'id'));
  if (!ids || !rows?.message || !key) throw new Error(`${field}: ${option.method} is no batch method with that key.`);
  const args = option.arguments.map((name) => {
    const argument = method.input.fields.find(
      (candidate) => candidate.name === name && candidate.fieldKind === 'scalar',
    );
    if (!argument || argument === ids) throw new Error(`${field}: ${option.method} has no argument ${name}.`);
    return argument;
  });
  return { name: camel(option.field), method, ids, rows, key, row: rows.message, args };
}

/**
 * Loads linked rows for one operation. Requests of one tick are one call per method, arguments and 200 IDs; rows
 * are matched by their own id, whatever their order. Nothing is kept: a later level, mutation or event reads again.
 */
export function createLinkLoader(call: (method: DescMethod, request: Record<string, unknown>) => Promise<Found>): Load {
  const loaders = new Map<string, DataLoader<string, Found | undefined>>();
  return async (link, id, args = {}) => {
    if (!id) return undefined;
    const given = JSON.stringify(link.args.map(({ localName }) => args[localName] ?? null));
    const name = `${link.method.parent.typeName}/${link.method.name}#${link.key.name}${given}`;
    let loader = loaders.get(name);
    if (!loader) {
      loader = new DataLoader((keys) => fetchRows(call, link, keys, args), { cache: false });
      loaders.set(name, loader);
    }
    return loader.load(id);
  };
}

async function fetchRows(
  call: Parameters<typeof createLinkLoader>[0],
  link: Link,
  keys: readonly string[],
  args: LinkArguments,
) {
  const ids = [...new Set(keys)];
  const chunks = Array.from({ length: Math.ceil(ids.length / ID_BATCH_SIZE) }, (_, i) =>
    ids.slice(i * ID_BATCH_SIZE, (i + 1) * ID_BATCH_SIZE),
  );
  const answers = await Promise.all(chunks.map((chunk) => call(link.method, { ...args, [link.ids.localName]: chunk })));
  const rows = answers.flatMap((answer) => answer[link.rows.localName] as Found[]);
  const byId = new Map(rows.map((row) => [row[link.key.localName] as string, row]));
  return keys.map((key) => byId.get(key));
}

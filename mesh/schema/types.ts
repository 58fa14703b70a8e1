/** Output types: messages as GraphQL objects, non-null by presence, with the joined fields of their links. */
import { type DescField, type DescMessage, isFieldSet, type Message } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence } from '@bufbuild/protobuf/wkt';
import {
  type GraphQLFieldConfigMap,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';
import { type Link, type LinkArguments, type Load, linkOf } from '../runtime/links.ts';
import { type Contracts, isRequired, shownFields } from './contracts.ts';
import { camel, createTypeRegistry, type Leaves } from './names.ts';

export type Row = Message & Record<string, unknown>;
/** What a resolver of the graph may use: a loader of links, new for each operation and each event of a subscription. */
export type Scope = { readonly load: Load };
export type Outputs = (message: DescMessage) => GraphQLObjectType<Row, Scope>;

type Context = { readonly contracts: Contracts; readonly leaves: Leaves; readonly outputs: Outputs };

export function createOutputTypes(contracts: Contracts, leaves: Leaves): Outputs {
  const named = createTypeRegistry<GraphQLObjectType<Row, Scope>>();
  const outputs: Outputs = (message) =>
    named(
      message.name,
      message,
      () =>
        new GraphQLObjectType<Row, Scope>({
          name: message.name,
          description: contracts.comment(message),
          fields: () => Object.assign({}, ...shownFields(message).map((field) => fieldsOf(context, field))),
        }),
    );
  const context: Context = { contracts, leaves, outputs };
  return outputs;
}

/** The field itself and, when it has a link, the joined field. */
function fieldsOf(context: Context, field: DescField): GraphQLFieldConfigMap<Row, Scope> {
  const { contracts } = context;
  const link = linkOf(contracts, field);
  return {
    [camel(field.name)]: {
      type: typeOf(context, field),
      description: contracts.comment(field),
      resolve: (row) => rowValue(field, row),
    },
    ...(link && { [link.name]: joinedField(context, field, link) }),
  };
}

function typeOf({ leaves, outputs }: Context, field: DescField): GraphQLOutputType {
  const item = leaves(field) ?? outputs(field.message!);
  if (field.fieldKind === 'list') return new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(item)));
  return hasPresence(field) && (field.oneof || !isRequired(field)) ? item : new GraphQLNonNull(item);
}

/** Always nullable: its row may be deleted, hidden from the caller, or its service unavailable. */
function joinedField({ contracts, leaves, outputs }: Context, field: DescField, link: Link) {
  const type = outputs(link.row);
  // Never required: without it the default of the batch method applies.
  const argumentOf = (argument: DescField) => ({ type: leaves(argument)!, description: contracts.comment(argument) });
  return {
    type: field.fieldKind === 'list' ? new GraphQLList(type) : type,
    description:
      `${contracts.comment(link.row) ?? ''} Joined by ${camel(field.name)}; null where it is missing.`.trim(),
    args: Object.fromEntries(link.args.map((argument) => [camel(argument.name), argumentOf(argument)])),
    resolve: (row: Row, values: Record<string, unknown>, scope: Scope) => {
      const key = row[field.localName] as string | string[];
      const args = argumentsOf(link, values);
      const load = (id: string) => scope.load(link, id, args);
      return typeof key === 'string' ? load(key) : Promise.all(key.map(load));
    },
  };
}

/** The values that were given, by the names of the request's fields. */
const argumentsOf = (link: Link, values: Record<string, unknown>): LinkArguments =>
  Object.fromEntries(
    link.args.flatMap(({ name, localName }) => {
      const value = values[camel(name)];
      return value === undefined || value === null ? [] : [[localName, value]];
    }),
  );

/** Whether "not set" differs from the zero value. */
const hasPresence = (field: DescField): boolean => field.presence !== FeatureSet_FieldPresence.IMPLICIT;

function rowValue(field: DescField, row: Row): unknown {
  if (field.oneof) {
    const member = row[field.oneof.localName] as { case?: string; value?: unknown };
    return member.case === field.localName ? member.value : undefined;
  }
  if (hasPresence(field) && !isFieldSet(row, field as never)) return undefined;
  const value = row[field.localName];
  // A service newer than the gateway may send values it does not know: they read as "not said".
  return field.fieldKind === 'enum' && !field.enum.value[value as number] ? 0 : value;
}

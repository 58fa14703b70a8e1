/** The gateway's guard: every document is checked before any expensive work, and introspection is served from memory. */
import type { GatewayPlugin } from '@graphql-hive/gateway-runtime';
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  type ParseOptions,
  parse,
  type Source,
} from 'graphql';
import { type Introspection, prepareIntrospection } from './introspection.ts';
import { createJudge, MAX_CHARACTERS, MAX_TOKENS } from './limits.ts';
import { tooLarge } from './measure.ts';

export type GuardOptions = {
  /** Whether introspection is for signed-in callers only. */
  readonly guardsIntrospection?: boolean;
};

type Executing = { readonly args: ExecutionArgs; setResultAndStopExecution(result: ExecutionResult): void };

/**
 * Tokens are counted while parsing; the shape is judged before validation, which some shapes make slow; the cost once variables
 * are known and before anything is called.
 */
export function guard({ guardsIntrospection = false }: GuardOptions): GatewayPlugin {
  let judge: ReturnType<typeof createJudge> | undefined;
  let introspect: Introspection | undefined;
  const before = ({ args, setResultAndStopExecution }: Executing) => {
    const { document, contextValue } = args;
    const [name, variables] = [args.operationName ?? undefined, args.variableValues ?? {}];
    const error = judge!.costError(document, name, variables);
    if (error) return setResultAndStopExecution({ errors: [error] });
    if (!judge!.isIntrospection(document, name)) return;
    setResultAndStopExecution(
      guardsIntrospection && !isSignedIn(contextValue)
        ? { errors: [signInRequired()] }
        : introspect!(document, name, variables),
    );
  };
  return {
    onSchemaChange({ schema }) {
      judge = createJudge(schema);
      introspect = prepareIntrospection(schema);
    },
    onParse: ({ setParseFn }) => {
      setParseFn(parseBounded);
      return ({ result, replaceParseResult }) => {
        const error = result && !(result instanceof Error) ? judge!.shapeError(result) : undefined;
        if (error) replaceParseResult(error);
      };
    },
    onExecute: before,
    onSubscribe: before,
  };
}

function parseBounded(source: string | Source, options: ParseOptions | undefined): DocumentNode {
  const { length } = typeof source === 'string' ? source : source.body;
  if (length > MAX_CHARACTERS) throw tooLarge(`A document may have at most ${MAX_CHARACTERS} characters.`);
  return parse(source, { ...options, maxTokens: MAX_TOKENS });
}

/** The edge rejects invalid tokens, so a request with a token is signed in. */
const isSignedIn = (context: unknown): boolean =>
  /^Bearer \S/i.test((context as { request?: Request }).request?.headers.get('authorization') ?? '');

const signInRequired = () =>
  new GraphQLError('Please sign in.', { extensions: { code: 'UNAUTHENTICATED', reason: 'SIGN_IN_REQUIRED' } });

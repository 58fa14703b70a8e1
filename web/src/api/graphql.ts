/** Queries that join several services: typed GraphQL documents, sent to the gateway. */
import { useQuery } from '@tanstack/react-query';
import { GraphQLFailure } from './graphql/graphql-failure.ts';
import { accessToken, renew } from './session/session.ts';
import { newTraceparent } from './trace.ts';
import { READ_MS } from './transport.ts';

/** A document of `src/api/graphql`, with the types of its response and variables. */
export type Document<Answer, Variables> = {
  readonly name: string;
  readonly text: string;
  /** Never set; only holds the types. */
  readonly types?: (variables: Variables) => Answer;
};

type ResponseError = {
  readonly message: string;
  readonly extensions?: { readonly code?: string; readonly reason?: string };
};

export function useGraphQL<Answer, Variables extends object>(
  document: Document<Answer, Variables>,
  variables: Variables,
  { enabled = true } = {},
) {
  return useQuery({
    queryKey: ['graphql', document.name, variables],
    queryFn: ({ signal }) => ask(document, variables, signal),
    enabled,
  });
}

/** The response. When a field fails, the query fails: no screen shows a part of the figures. */
async function ask<Answer, Variables>(
  document: Document<Answer, Variables>,
  variables: Variables,
  signal: AbortSignal,
): Promise<Answer> {
  const token = await accessToken();
  let response = await post(document, variables, signal, token);
  if (response.code === 'UNAUTHENTICATED') {
    const fresh = await renew(token);
    if (fresh) response = await post(document, variables, signal, fresh);
  }
  if (response.code !== undefined) throw new GraphQLFailure(response.message, response.code, response.reason);
  return response.data;
}

type Answered<Answer> =
  | { readonly data: Answer; readonly code?: undefined }
  | { readonly code: string; readonly message: string; readonly reason?: string };

async function post<Answer, Variables>(
  { name, text }: Document<Answer, Variables>,
  variables: Variables,
  signal: AbortSignal,
  token: string | undefined,
): Promise<Answered<Answer>> {
  const headers = {
    'content-type': 'application/json',
    traceparent: newTraceparent(),
    ...(token && { authorization: `Bearer ${token}` }),
  };
  const body = JSON.stringify({ query: text, operationName: name, variables });
  const deadline = AbortSignal.timeout(READ_MS);
  try {
    const request = { method: 'POST', headers, body, signal: AbortSignal.any([signal, deadline]) };
    return await answered<Answer>(await fetch('/graphql', request));
  } catch (error) {
    if (signal.aborted) throw error;
    return deadline.aborted
      ? { code: 'DEADLINE_EXCEEDED', message: 'Melo did not answer in time.' }
      : { code: 'UNAVAILABLE', message: 'Melo cannot be reached.' };
  }
}

async function answered<Answer>(response: Response): Promise<Answered<Answer>> {
  if (response.status === 401) return { code: 'UNAUTHENTICATED', message: 'Please sign in.' };
  if (response.status === 429) return { code: 'RESOURCE_EXHAUSTED', message: 'Melo is busy.' };
  if (response.status >= 500) return { code: 'UNAVAILABLE', message: 'A part of Melo does not answer.' };
  const answer = (await response.json()) as { data?: Answer; errors?: ResponseError[] };
  const [error] = answer.errors ?? [];
  if (error)
    return {
      code: error.extensions?.code ?? 'UNKNOWN',
      message: error.message,
      reason: error.extensions?.reason ?? '',
    };
  return answer.data === undefined
    ? { code: 'UNKNOWN', message: 'The gateway gave no answer.' }
    : { data: answer.data };
}

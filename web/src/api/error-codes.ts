/** The codes of failed calls, of services and of the gateway. */
import { Code, ConnectError } from '@connectrpc/connect';
import { GraphQLFailure } from './graphql/graphql-failure.ts';

export const codeOf = (error: unknown): Code =>
  error instanceof GraphQLFailure ? error.code : ConnectError.from(error).code;

/** Whether the server asks to try again later. */
export const isBusy = (error: unknown): boolean => error != null && codeOf(error) === Code.ResourceExhausted;

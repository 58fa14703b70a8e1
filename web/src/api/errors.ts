/** Errors of calls as a form shows them: a text, and the violations of fields. */
import { ConnectError } from '@connectrpc/connect';
import { errorText } from './error-text.ts';
import { violationsOf } from './violations.ts';

export type Failure = {
  readonly text: string;
  readonly reason: string;
  /** By the field's path in the request, such as "account.name". */
  readonly fields: Readonly<Record<string, string>>;
};

export const failureOf = (error: unknown): Failure => ({
  ...errorText(error),
  fields: error instanceof ConnectError ? violationsOf(error) : {},
});

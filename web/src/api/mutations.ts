/** Writes: each carries a request id that stays the same when it is sent again, so nothing is done twice. */
import {
  create,
  type DescMessage,
  type DescMethodUnary,
  equals,
  type MessageInitShape,
  type MessageShape,
} from '@bufbuild/protobuf';
import type { ConnectError } from '@connectrpc/connect';
import { type UseMutationOptions, useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { changed, isOutage, type Part } from './query.ts';
import { transport } from './transport.ts';

type Options = {
  readonly timeoutMs?: number;
  /** Awaited after the write and before what shows the part is asked for again. */
  readonly settle?: () => Promise<unknown>;
};
/** Every write has one; which message it is, is only known where it is called. */
type WithRequestId = { requestId: string };

const TRIES = 3;

/** Sends a write from anywhere, again after an outage, and refreshes what shows the part. */
export async function write<I extends DescMessage, O extends DescMessage>(
  method: DescMethodUnary<I, O>,
  input: MessageInitShape<I>,
  part: Part,
): Promise<MessageShape<O>> {
  const request = create(method.input, input);
  identify(request, crypto.randomUUID());
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { message } = await transport.unary(
        method,
        undefined,
        undefined,
        undefined,
        request as MessageInitShape<I>,
      );
      changed(part);
      return message;
    } catch (error) {
      if (attempt === TRIES || !isOutage(error)) throw error;
    }
  }
}

/** A write of a form. Pressing the button again after a failure repeats the same request, unless the form has changed. */
export function useWrite<I extends DescMessage, O extends DescMessage>(
  method: DescMethodUnary<I, O>,
  part: Part,
  options: UseMutationOptions<MessageShape<O>, ConnectError, MessageInitShape<I>> & Options = {},
) {
  const last = useRef<MessageShape<I>>(undefined);
  const { timeoutMs, settle, onSuccess, ...others } = options;
  return useMutation<MessageShape<O>, ConnectError, MessageInitShape<I>>({
    ...others,
    mutationFn: async (input) => {
      const request = create(method.input, input);
      if (last.current) identify(request, idOf(last.current));
      if (!last.current || !equals(method.input, request, last.current)) identify(request, crypto.randomUUID());
      last.current = request;
      const { message } = await transport.unary(
        method,
        undefined,
        timeoutMs,
        undefined,
        request as MessageInitShape<I>,
      );
      await settle?.();
      return message;
    },
    onSuccess: (...told) => {
      last.current = undefined;
      changed(part);
      return onSuccess?.(...told);
    },
  });
}

const idOf = (message: object): string => (message as WithRequestId).requestId;

function identify(message: object, requestId: string): void {
  (message as WithRequestId).requestId = requestId;
}

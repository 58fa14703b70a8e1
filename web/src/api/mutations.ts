/** Writes. Each has a request ID that stays the same when the request is repeated, so that nothing is done twice. */
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
import { expectEcho } from './echoes.ts';
import { isUnavailable } from './query.ts';
import { invalidate, type Part, whileWriting } from './refetch.ts';
import { transport } from './transport.ts';

type Options = {
  readonly timeoutMs?: number;
  /** Awaited after the write, before queries are invalidated. */
  readonly settle?: () => Promise<unknown>;
};
/** Every request of a write has a request ID; generic code cannot see that in its type. */
type WithRequestId = { requestId: string };

const MAX_ATTEMPTS = 3;

/** Sends a write outside of a form, repeats it after an outage, and invalidates what depends on the part. */
export async function write<I extends DescMessage, O extends DescMessage>(
  method: DescMethodUnary<I, O>,
  input: MessageInitShape<I>,
  part: Part,
  requestId: string = crypto.randomUUID(),
): Promise<MessageShape<O>> {
  const request = create(method.input, input);
  setRequestId(request, requestId);
  return sent(part, async () => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await call(method, request);
      } catch (error) {
        if (attempt === MAX_ATTEMPTS || !isUnavailable(error)) throw error;
      }
    }
  });
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
      if (last.current) setRequestId(request, requestIdOf(last.current));
      if (!last.current || !equals(method.input, request, last.current)) setRequestId(request, crypto.randomUUID());
      last.current = request;
      return sent(part, async () => {
        const message = await call(method, request, timeoutMs);
        await settle?.();
        return message;
      });
    },
    onSuccess: (...result) => {
      last.current = undefined;
      return onSuccess?.(...result);
    },
  });
}

/** Runs a write of the part, and then refetches what depends on it. */
async function sent<T>(part: Part, run: () => Promise<T>): Promise<T> {
  const takeBack = expectEcho(part);
  try {
    const result = await whileWriting(run);
    invalidate(part);
    return result;
  } catch (error) {
    takeBack();
    throw error;
  }
}

async function call<I extends DescMessage, O extends DescMessage>(
  method: DescMethodUnary<I, O>,
  request: MessageShape<I>,
  timeoutMs?: number,
): Promise<MessageShape<O>> {
  const input = request as MessageInitShape<I>;
  return (await transport.unary(method, undefined, timeoutMs, undefined, input)).message;
}

const requestIdOf = (message: object): string => (message as WithRequestId).requestId;

function setRequestId(message: object, requestId: string): void {
  (message as WithRequestId).requestId = requestId;
}

/**
 * The security log: who signed in or failed to, was locked out, changed a password, was denied. It holds no address of mail or network,
 * no password and no token: a network appears as a keyed hash. Every line has the event name `security_event`.
 */
import { createHmac } from 'node:crypto';
import { Code, ConnectError, type HandlerContext, type Interceptor, type UnaryRequest } from '@connectrpc/connect';
import { callerKey } from '../rpc/access.ts';
import { networkOf } from '../rpc/network.ts';
import type { Logger } from './log.ts';
import { count } from './meter.ts';

export type SecurityKind =
  | 'sign_in'
  | 'lock_out'
  | 'refresh_reuse'
  | 'password_change'
  | 'password_reset'
  | 'user_deletion'
  | 'denial';

export type SecurityEvent = {
  readonly kind: SecurityKind;
  readonly outcome: 'success' | 'failure';
  /** Empty when nobody is known, as after a sign-in with an unknown address. */
  readonly userId: string;
  readonly sessionId: string;
  /** Keyed hash of the network the call came from; equal networks have equal hashes. */
  readonly networkHash: string;
  /** ID of the request, empty for reads. */
  readonly requestId: string;
  /** Such as melo.users.v1.AuthService/SignIn. */
  readonly method: string;
  readonly timeMs: number;
};

/** The part of an event that only the handler knows; the rest is read from the call. */
export type SecurityFact = Pick<SecurityEvent, 'kind' | 'outcome'> & {
  readonly userId?: string;
  readonly sessionId?: string;
};

export type SecurityLog = ReturnType<typeof createSecurityLog>;

/** The call an event belongs to. */
type Call = {
  readonly method: string;
  readonly requestId: string;
  readonly network: string;
  readonly userId: string;
  readonly sessionId: string;
};

/** `key` hashes networks; `keep` writes into a table of the service, where it has one. */
export function createSecurityLog(parts: {
  readonly log: Logger;
  readonly key: Uint8Array;
  keep?(event: SecurityEvent): Promise<void>;
}) {
  const { log, key, keep } = parts;
  const networkHash = (network: string) => createHmac('sha256', key).update(network).digest('base64url').slice(0, 22);

  async function write(call: Call, fact: SecurityFact): Promise<void> {
    const { method, requestId, network } = call;
    const { kind, outcome, userId = call.userId, sessionId = call.sessionId } = fact;
    const timeMs = Date.now();
    const event = { kind, outcome, userId, sessionId, networkHash: networkHash(network), requestId, method, timeMs };
    log.info({ event: 'security_event', ...event }, 'security event');
    count('melo.security.events', { 'melo.security.kind': kind, 'melo.security.outcome': outcome });
    await keep?.(event);
  }

  return {
    /** Records an event that a handler reports. */
    record(context: HandlerContext, { requestId = '' }: { readonly requestId?: string }, fact: SecurityFact) {
      const { userId, sessionId } = context.values.get(callerKey);
      const method = `${context.service.typeName}/${context.method.name}`;
      return write({ method, requestId, network: networkOf(context.requestHeader), userId, sessionId }, fact);
    },
    /** Runs before the access rules and records every call that is denied by role or process. */
    denials: ((next) => async (request) => {
      try {
        return await next(request);
      } catch (error) {
        if (ConnectError.from(error).code === Code.PermissionDenied)
          await write(callOf(request as UnaryRequest), { kind: 'denial', outcome: 'failure' }).catch((err: unknown) =>
            log.warn({ event: 'security_event_not_stored', err }, 'A security event was not stored.'),
          );
        throw error;
      }
    }) satisfies Interceptor,
  };
}

function callOf({ service, method, header, contextValues, message, stream }: UnaryRequest): Call {
  const { userId, sessionId } = contextValues.get(callerKey);
  const { requestId = '' } = stream ? {} : (message as { requestId?: string });
  return { method: `${service.typeName}/${method.name}`, requestId, network: networkOf(header), userId, sessionId };
}

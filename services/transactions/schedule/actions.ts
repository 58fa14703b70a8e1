/** The actions of ResolveOccurrence. */
import { OccurrenceAction, type ResolveOccurrenceRequest } from '#gen/melo/transactions/v1/schedule_service_pb.ts';
import type { Caller } from '#kit/rpc/access.ts';
import type { WriteContext } from '#kit/rpc/write-context.ts';
import type { ReferenceResolver } from '../references/resolver.ts';
import type { TransactionStore } from '../store.ts';
import { referencesOf } from './place.ts';
import {
  checkUnlinked,
  linkOccurrence,
  type Place,
  postOccurrence,
  type Resolving,
  reopenOccurrence,
  skipOccurrence,
} from './resolve.ts';

type By = { readonly caller: Caller; readonly write: WriteContext };

/** Errors: those of ResolveOccurrence. */
export const occurrenceActions =
  (store: TransactionStore, resolve: ReferenceResolver) =>
  async (request: ResolveOccurrenceRequest, place: Place, { caller, write }: By): Promise<Resolving> => {
    switch (request.action) {
      case OccurrenceAction.POST:
        return postOccurrence(place, request, await referencesOf(resolve, place.schedule), write);
      case OccurrenceAction.LINK: {
        const [found] = await store.transactions([request.transactionId], caller.visible);
        const transaction = caller.requireRole(found, 'transaction');
        checkUnlinked(place.schedule, transaction, await store.schedules.isLinked(transaction.id));
        return linkOccurrence(place, transaction, write);
      }
      case OccurrenceAction.SKIP:
        return skipOccurrence(place, write);
      default:
        return reopenOccurrence(place, write);
    }
  };

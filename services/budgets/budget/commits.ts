/** Commits of budgets: a change with its events and its idempotency mark, in one document; its response in another. */
import type { Collection, UpdateFilter } from 'mongodb';
import type { Budget } from '#gen/melo/budgets/v1/budget_pb.ts';
import type { Change, WriteContext } from '#kit/rpc/write-context.ts';
import { isDuplicate } from '#kit/store/mongo/driver.ts';
import { type MongoIdempotency, type Written, withoutIdempotencyKey } from '#kit/store/mongo/idempotency.ts';
import { outboxEntries } from '#kit/store/mongo/outbox.ts';
import { StaleDecisionError } from '#kit/store/stale-decision.ts';
import type { Database } from '../database.ts';
import type { HouseholdErasure } from '../erasure.ts';
import { type BudgetDocument, fromBudget } from '../rows.ts';
import { freedSlot, type Slot } from './slots.ts';

/** Requests that a document remembers. */
const MAX_WRITTEN = 20;

type Parts = { readonly idempotency: MongoIdempotency; readonly erasure: HouseholdErasure };

/** `wake` is called after each commit. */
export const commits = ({ budgets }: Database, { idempotency, erasure }: Parts, wake: () => void) => ({
  /** A new budget in a slot, or a changed or deleted one. Errors: StaleDecisionError, DuplicateRequestError. */
  async commit<Response extends object>(
    write: WriteContext,
    change: Change<Budget>,
    response: Response,
    slot?: Slot,
  ): Promise<Response> {
    await idempotency.once(write, response, (written) =>
      change.before ? replaceBudget(budgets, change, written) : insertBudget(budgets, change, written, slot!),
    );
    await erasure.sweep([(change.after ?? change.before)!.householdId]);
    wake();
    return response;
  },
});

async function insertBudget(
  budgets: Collection<BudgetDocument>,
  { after, events }: Change<Budget>,
  written: Written | undefined,
  slot: Slot,
): Promise<void> {
  const { id, householdId } = after!;
  try {
    await budgets.insertOne({
      _id: id,
      household_id: householdId,
      ...fromBudget(after!),
      deleted: false,
      slot,
      fired: [],
      outbox: outboxEntries(events),
      written: [written ?? withoutIdempotencyKey(id)],
    });
  } catch (error) {
    // Without a budget in the slot, it is the idempotency mark that is a duplicate.
    if (isDuplicate(error) && (await budgets.findOne({ slot }))) throw new StaleDecisionError(householdId);
    throw error;
  }
}

async function replaceBudget(
  budgets: Collection<BudgetDocument>,
  { before, after, events }: Change<Budget>,
  written: Written | undefined,
): Promise<void> {
  const { id, etag } = before!;
  const version = BigInt(etag);
  const next = after ? fromBudget(after) : { version: version + 1n, deleted: true, slot: freedSlot(id) };
  const update: UpdateFilter<BudgetDocument> = {
    $set: next,
    $push: {
      outbox: { $each: outboxEntries(events) },
      ...(written && { written: { $each: [written], $slice: -MAX_WRITTEN } }),
    },
  };
  const { matchedCount } = await budgets.updateOne({ _id: id, version, deleted: false }, update);
  if (matchedCount !== 1) throw new StaleDecisionError(id);
}

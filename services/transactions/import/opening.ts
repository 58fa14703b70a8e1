/** Opening dates that imports move: back before their rows are created, forward again when the import is reverted. */
import type { Import } from '#gen/melo/transactions/v1/import_pb.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import type { KnownAccount } from '../references/references.ts';
import type { MoveOpening } from '../references/resolver.ts';
import type { TransactionStore } from '../store.ts';
import type { OpeningMove } from './plan.ts';

export type ImportOpenings = ReturnType<typeof importOpenings>;

export const importOpenings = (store: TransactionStore, move: MoveOpening) => ({
  /** Moves the opening back before `commit`, and forward again if `commit` fails. */
  async moving<Result>(
    { id: accountId, openingDate }: KnownAccount,
    wanted: OpeningMove | undefined,
    commit: () => Promise<Result>,
  ): Promise<Result> {
    if (!wanted) return commit();
    await move({ accountId, ...wanted, requestId: uuidv7() });
    try {
      return await commit();
    } catch (error) {
      const restoredDate = await store.imports.openingAt(accountId, openingDate);
      await move({ accountId, openingDate: restoredDate, balanceChange: -wanted.balanceChange, requestId: uuidv7() });
      throw error;
    }
  },

  /** Restores the opening that a reverted import moved, once. Can be repeated when the accounts service was unavailable. */
  async restore({ id, accountId, previousOpeningDate }: Import): Promise<void> {
    const change = previousOpeningDate ? await store.imports.openingChange(id) : undefined;
    if (change === undefined) return;
    const openingDate = await store.imports.openingAt(accountId, previousOpeningDate);
    await move({ accountId, openingDate, balanceChange: -change, requestId: id });
    await store.imports.openingRestored(id);
  },
});

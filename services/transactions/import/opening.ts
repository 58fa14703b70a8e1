/** Opening dates that imports move: back before their rows come in, forward again when these go. */
import type { Import } from '#gen/melo/transactions/v1/import_pb.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import type { KnownAccount } from '../references/references.ts';
import type { MoveOpening } from '../references/resolver.ts';
import type { TransactionStore } from '../store.ts';
import type { OpeningMove } from './plan.ts';

export const importOpenings = (store: TransactionStore, move: MoveOpening) => ({
  /** Moves the opening back, because the rows need it; if they do not come in, it moves forward again. */
  async moving<Answer>(
    { id: accountId, openingDate }: KnownAccount,
    wanted: OpeningMove | undefined,
    commit: () => Promise<Answer>,
  ): Promise<Answer> {
    if (!wanted) return commit();
    await move({ accountId, ...wanted, requestId: uuidv7() });
    try {
      return await commit();
    } catch (error) {
      const back = await store.imports.openingAt(accountId, openingDate);
      await move({ accountId, openingDate: back, balanceChange: -wanted.balanceChange, requestId: uuidv7() });
      throw error;
    }
  },

  /** Takes back what an undone import changed, once; it may be asked again when accounts did not answer. */
  async restore({ id, accountId, previousOpeningDate }: Import): Promise<void> {
    const change = previousOpeningDate ? await store.imports.openingChange(id) : undefined;
    if (change === undefined) return;
    const openingDate = await store.imports.openingAt(accountId, previousOpeningDate);
    await move({ accountId, openingDate, balanceChange: -change, requestId: id });
    await store.imports.openingRestored(id);
  },
});

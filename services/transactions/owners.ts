/** Copies of what others own, asked for once on a miss: an account that was just created must work at once. */
import { type Client, Code, ConnectError } from '@connectrpc/connect';
import type { AccountService } from '#gen/melo/accounts/v1/account_service_pb.ts';
import type { CategoryService } from '#gen/melo/categories/v1/category_service_pb.ts';
import { refuse } from '#kit/refuse.ts';
import type { Known } from './known.ts';
import type { Copies } from './store/copies.ts';

/** Most ids of one question to an owner. */
const CHUNK = 200;

export type Owners = {
  readonly accounts: Pick<Client<typeof AccountService>, 'batchGetAccountCopies'>;
  readonly categories: Pick<Client<typeof CategoryService>, 'batchGetCategoryCopies'>;
};

export type Look = (accountIds: readonly string[], categoryIds: readonly string[]) => Promise<Known>;

/** Looks up copies; what is not here is asked of its owner, and kept. Errors: DEPENDENCY_UNAVAILABLE. */
export const openLook =
  (copies: Copies, owners: Owners): Look =>
  async (accountIds, categoryIds) => {
    const [accounts, categories] = await Promise.all([
      found(accountIds, copies.accounts, async (missing) => {
        const { accounts: answered } = await ask('accounts', () =>
          owners.accounts.batchGetAccountCopies({ ids: missing }),
        );
        await copies.putAccounts(answered);
      }),
      found(categoryIds, copies.categories, async (missing) => {
        const { categories: answered } = await ask('categories', () =>
          owners.categories.batchGetCategoryCopies({ ids: missing }),
        );
        await copies.putCategories(answered);
      }),
    ]);
    return { accounts, categories };
  };

async function found<Copy extends { id: string }>(
  ids: readonly string[],
  read: (ids: readonly string[]) => Promise<Copy[]>,
  fetchMissing: (ids: string[]) => Promise<void>,
): Promise<Map<string, Copy>> {
  const wanted = [...new Set(ids.filter(Boolean))];
  const here = new Map((await read(wanted)).map((copy) => [copy.id, copy]));
  const missing = wanted.filter((id) => !here.has(id));
  if (missing.length === 0) return here;
  for (let i = 0; i < missing.length; i += CHUNK) await fetchMissing(missing.slice(i, i + CHUNK));
  for (const copy of await read(missing)) here.set(copy.id, copy);
  return here;
}

async function ask<Answer>(owner: string, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    if ([Code.Unavailable, Code.DeadlineExceeded, Code.Aborted].includes(ConnectError.from(error).code))
      throw refuse.dependency(owner);
    throw error;
  }
}

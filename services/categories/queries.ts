/** Reads categories and trees of categories. */
import type { Category } from '#gen/melo/categories/v1/category_pb.ts';
import { type Read, statement } from '#kit/store/sql/pg-reader.ts';
import { type CategoryCells, categoryColumns, categoryOf } from './rows.ts';

/** All categories of a household, and the version of that set. */
export type Tree = { readonly version: bigint; readonly categories: readonly Category[] };

const select = (name: string, rest: string) => statement(name, `select ${categoryColumns} from category ${rest}`);

const OF_HOUSEHOLDS = select('categories_of', 'where household_id = any(?::uuid[]) order by id');
const BY_ID = select('categories', 'where id = any(?::uuid[]) and household_id = any(?::uuid[])');
const REPLICAS = select('category_replicas', 'where id = any(?::uuid[])');
const FIRST_PAGE = select('category_first_page', 'where household_id = ? order by id limit ?');
const NEXT_PAGE = select('category_next_page', 'where household_id = ? and id > ? order by id limit ?');
const TREE_VERSION = statement('tree_version', 'select version from category_tree where household_id = ?');

export function queries(read: Read) {
  const categories = async (...query: Parameters<Read>): Promise<Category[]> =>
    (await read<CategoryCells>(...query)).map(categoryOf);
  /** All categories of households. A household has a few hundred at most. */
  const categoriesOf = (households: readonly string[]) => categories(OF_HOUSEHOLDS, [households]);

  return {
    categoriesOf,
    categories: (ids: readonly string[], households: readonly string[]) => categories(BY_ID, [ids, households]),
    /** Categories for replicas in other services. */
    replicas: (ids: readonly string[]) => categories(REPLICAS, [ids]),
    /** Categories of a household after an ID, for pages. */
    page: (household: string, after: string, limit: number) =>
      after ? categories(NEXT_PAGE, [household, after, limit]) : categories(FIRST_PAGE, [household, limit]),

    /** A household's categories. The version is read first, so that a commit detects whether they have changed since. */
    async tree(household: string): Promise<Tree> {
      const [row] = await read<[version: string]>(TREE_VERSION, [household]);
      return { version: BigInt(row?.[0] ?? 0), categories: await categoriesOf([household]) };
    },
  };
}

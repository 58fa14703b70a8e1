/** CategoryService: the tree of what money is spent on and earned by. */
import { create } from '@bufbuild/protobuf';
import type { ServiceImpl } from '@connectrpc/connect';
import { CategorySchema } from '#gen/melo/categories/v1/category_pb.ts';
import {
  BatchGetCategoriesResponseSchema,
  BatchGetCategoryCopiesResponseSchema,
  type CategoryService,
  CreateCategoryResponseSchema,
  GetCategoryResponseSchema,
  ListCategoriesResponseSchema,
  UpdateCategoryResponseSchema,
} from '#gen/melo/categories/v1/category_service_pb.ts';
import { callerOf } from '#kit/access.ts';
import { actOf } from '#kit/act.ts';
import { merge } from '#kit/mask.ts';
import { cutPage, pageKey, pageSize, pageToken, UUID } from '#kit/page.ts';
import { refuse } from '#kit/refuse.ts';
import { createCategory, UPDATABLE, updateCategory } from './category.ts';
import type { CategoryStore } from './store.ts';

export const categoryRoutes = (store: CategoryStore): ServiceImpl<typeof CategoryService> => ({
  async getCategory({ id }, context) {
    const [category] = await store.categories([id], callerOf(context).visible);
    return create(GetCategoryResponseSchema, { category: callerOf(context).admit(category, 'category') });
  },

  async batchGetCategories({ ids }, context) {
    return create(BatchGetCategoriesResponseSchema, {
      categories: await store.categories(ids, callerOf(context).visible),
    });
  },

  async listCategories({ householdId, pageSize: asked, pageToken: token }, context) {
    const [after] = pageKey(token, [UUID]) ?? [''];
    const rows = await store.page(callerOf(context).household(householdId), after!, pageSize(asked) + 1);
    const { page, nextPageToken } = cutPage(rows, pageSize(asked), ({ id }) => pageToken(id));
    return create(ListCategoriesResponseSchema, { categories: page, nextPageToken });
  },

  async createCategory({ householdId, category }, context) {
    const act = actOf(context);
    const household = callerOf(context).household(householdId);
    const tree = await store.tree(household);
    const change = createCategory(category!, household, tree.categories, act);
    return store.commit(act, change, create(CreateCategoryResponseSchema, { category: change.after }), tree);
  },

  async updateCategory({ id, category, updateMask }, context) {
    const act = actOf(context);
    const [found] = await store.categories([id], callerOf(context).visible);
    const tree = await store.tree(callerOf(context).admit(found, 'category').householdId);
    const before = tree.categories.find((one) => one.id === id);
    if (!before) throw refuse.notFound('category');
    const wanted = merge(CategorySchema, before, category, updateMask, UPDATABLE);
    const change = updateCategory(before, wanted, tree.categories, act);
    return store.commit(act, change, create(UpdateCategoryResponseSchema, { category: change.after }), tree);
  },

  async batchGetCategoryCopies({ ids }) {
    return create(BatchGetCategoryCopiesResponseSchema, { categories: await store.copies(ids) });
  },
});

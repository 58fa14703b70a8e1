/** CategoryService: the category trees of households. */
import type { ServiceImpl } from '@connectrpc/connect';
import { CategorySchema } from '#gen/melo/categories/v1/category_pb.ts';
import type { CategoryService } from '#gen/melo/categories/v1/category_service_pb.ts';
import { callerOf } from '#kit/rpc/access.ts';
import { errors } from '#kit/rpc/errors.ts';
import { applyFieldMask } from '#kit/rpc/field-mask.ts';
import { decodePageToken, encodePageToken, pageSize, paginate, UUID } from '#kit/rpc/pagination.ts';
import { writeContextOf } from '#kit/rpc/write-context.ts';
import { createCategory, UPDATABLE_FIELDS, updateCategory } from './category.ts';
import type { CategoryStore } from './store.ts';

export const categoryRoutes = (store: CategoryStore): ServiceImpl<typeof CategoryService> => ({
  async getCategory({ id }, context) {
    const [category] = await store.categories([id], callerOf(context).visible);
    return { category: callerOf(context).requireRole(category, 'category') };
  },

  async batchGetCategories({ ids }, context) {
    return { categories: await store.categories(ids, callerOf(context).visible) };
  },

  async listCategories({ householdId, pageSize: requestedSize, pageToken: token }, context) {
    const [after] = decodePageToken(token, [UUID]) ?? [''];
    const rows = await store.page(callerOf(context).requireHousehold(householdId), after!, pageSize(requestedSize) + 1);
    const { page, nextPageToken } = paginate(rows, pageSize(requestedSize), ({ id }) => encodePageToken(id));
    return { categories: page, nextPageToken };
  },

  async createCategory({ householdId, category }, context) {
    const write = writeContextOf(context);
    const household = callerOf(context).requireHousehold(householdId);
    const tree = await store.tree(household);
    const change = createCategory(category!, household, tree.categories, write);
    return store.commit(write, change, { category: change.after }, tree);
  },

  async updateCategory({ id, category, updateMask }, context) {
    const write = writeContextOf(context);
    const [found] = await store.categories([id], callerOf(context).visible);
    const tree = await store.tree(callerOf(context).requireRole(found, 'category').householdId);
    const before = tree.categories.find((one) => one.id === id);
    if (!before) throw errors.notFound('category');
    const wanted = applyFieldMask(CategorySchema, {
      before,
      wanted: category,
      mask: updateMask,
      updatable: UPDATABLE_FIELDS,
    });
    const change = updateCategory(before, wanted, tree.categories, write);
    return store.commit(write, change, { category: change.after }, tree);
  },
});

/** CategoryInternalService: categories for other services. */
import type { ServiceImpl } from '@connectrpc/connect';
import type { CategoryInternalService } from '#gen/melo/categories/v1/category_internal_service_pb.ts';
import type { CategoryStore } from './store.ts';

export const categoryInternalRoutes = (store: CategoryStore): ServiceImpl<typeof CategoryInternalService> => ({
  async batchGetCategoryReplicas({ ids }) {
    return { categories: await store.replicas(ids) };
  },
});

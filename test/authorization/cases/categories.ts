/** A valid request for every method of categories. */
import { randomUUID } from 'node:crypto';
import { type Cases, renamed } from './case.ts';

export const categoriesCases: Cases = {
  'melo.categories.v1.CategoryService': {
    GetCategory: ({ category }) => ({ id: category }),
    BatchGetCategories: ({ category }) => ({ ids: [category] }),
    ListCategories: () => ({}),
    CreateCategory: ({ category }) => ({ category: { name: `New ${randomUUID()}`, parentId: category } }),
    UpdateCategory: ({ category }) => renamed('category', category),
  },
  'melo.categories.v1.CategoryInternalService': {
    BatchGetCategoryReplicas: ({ category }) => ({ ids: [category] }),
  },
};

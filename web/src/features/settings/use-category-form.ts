/** The form of a category and its writes. */
import { type UseFormReturnType, useForm } from '@mantine/form';
import { type Category, CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { CategoryService } from '#gen/melo/categories/v1/category_service_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { useWrite } from '../../api/mutations.ts';
import { text } from '../../i18n/text.ts';
import { showToast } from '../../ui/feedback/toast.tsx';
import { showServerErrors } from '../../ui/inputs/form.tsx';

/** What the dialog starts with: a category to change, or the parent of a new one ('' for the top level). */
export type CategoryStart = { readonly category: Category } | { readonly parentId: string };

export type CategoryValues = {
  readonly name: string;
  readonly icon: string;
  /** 0: chosen automatically. */
  readonly color: number;
  /** `null` for the top level. */
  readonly parentId: string | null;
  /** A number of `CategoryKind`; a category with a parent has the kind of the parent. */
  readonly kind: string;
};

export type CategoryForm = UseFormReturnType<CategoryValues>;

export function useCategoryForm(start: CategoryStart, close: () => void) {
  const before = 'category' in start ? start.category : undefined;
  const form: CategoryForm = useForm<CategoryValues>({
    initialValues: valuesOf(start),
    validate: { name: (name) => (name.trim() === '' ? text('settings.enter-a-name') : undefined) },
  });
  const { save, busy } = useSaveCategory(form, before, close);
  return { before, form, save, busy };
}

function valuesOf(start: CategoryStart): CategoryValues {
  if ('parentId' in start)
    return { name: '', icon: '', color: 0, parentId: start.parentId || null, kind: String(CategoryKind.EXPENSE) };
  const { name, icon, color, parentId, kind } = start.category;
  return { name, icon, color, parentId: parentId || null, kind: String(kind) };
}

function useSaveCategory(form: CategoryForm, before: Category | undefined, close: () => void) {
  const { household } = useCurrentHousehold();
  const handlers = {
    onSuccess: () => {
      close();
      showToast(
        before ? text('settings.category-saved') : text('settings.name-created', { name: form.values.name.trim() }),
      );
    },
    onError: (error: unknown) =>
      showServerErrors(form, error, { resource: 'category', reasons: { NAME_TAKEN: 'name' } }),
  };
  const create = useWrite(CategoryService.method.createCategory, 'categories', handlers);
  const update = useWrite(CategoryService.method.updateCategory, 'categories', handlers);
  const save = ({ name, icon, color, parentId, kind }: CategoryValues) => {
    const category = { name: name.trim(), icon: icon.trim(), color, parentId: parentId ?? '' };
    if (before) {
      const updateMask = { paths: ['name', 'icon', 'color', 'parent_id'] };
      update.mutate({ id: before.id, category: { ...category, etag: before.etag }, updateMask });
    } else {
      const ownKind = parentId === null ? (Number(kind) as CategoryKind) : CategoryKind.UNSPECIFIED;
      create.mutate({ householdId: household.id, category: { ...category, kind: ownKind } });
    }
  };
  return { save, busy: create.isPending || update.isPending };
}

/** Creating or changing a category. */
import { Group, SegmentedControl, Select, TextInput } from '@mantine/core';
import { type Category, CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { useCategories } from '../../api/lists.ts';
import { sizes } from '../../app/theme.ts';
import { text } from '../../i18n/text.ts';
import { FormDialog } from '../../ui/inputs/form-dialog.tsx';
import { ColorField } from './color-field.tsx';
import { type CategoryForm, type CategoryStart, useCategoryForm } from './use-category-form.ts';

export function CategoryDialog({ start, close }: { readonly start: CategoryStart; readonly close: () => void }) {
  const { household } = useCurrentHousehold();
  const { before, form, save, busy } = useCategoryForm(start, close);
  return (
    <FormDialog
      title={before ? text('settings.edit-category') : text('settings.new-category')}
      form={form}
      submit={save}
      submitLabel={before ? text('settings.save') : text('settings.create-category')}
      draft={`category:${before?.id ?? household.id}`}
      busy={busy}
      close={close}
    >
      <NameFields form={form} />
      <ParentField form={form} before={before} />
      {!before && form.values.parentId === null && <KindField form={form} />}
      <ColorField label={text('settings.colour')} {...form.getInputProps('color')} />
    </FormDialog>
  );
}

const NameFields = ({ form }: { readonly form: CategoryForm }) => (
  <Group align="flex-start">
    <TextInput label={text('settings.name')} data-first-field maxLength={60} flex={1} {...form.getInputProps('name')} />
    <TextInput
      label={text('settings.symbol')}
      placeholder="🛒"
      maxLength={8}
      w={sizes.symbol}
      {...form.getInputProps('icon')}
    />
  </Group>
);

type ParentProps = { readonly form: CategoryForm; readonly before: Category | undefined };

const ParentField = ({ form, before }: ParentProps) => (
  <Select
    label={text('settings.under')}
    placeholder={text('settings.none-top-level')}
    searchable
    clearable
    data={useParentChoices(before)}
    {...form.getInputProps('parentId')}
  />
);

/** Categories that may be the parent, by their paths: a category cannot be moved below itself, nor change its kind. */
function useParentChoices(before: Category | undefined) {
  const { tree } = useCategories();
  const subtree = new Set(before ? tree.subtreeOf(before.id).map(({ id }) => id) : []);
  return tree.all
    .filter(({ id, archived, kind }) => !subtree.has(id) && !archived && (!before || kind === before.kind))
    .map(({ id }) => ({
      value: id,
      label: tree
        .pathOf(id)
        .map(({ name }) => name)
        .join(' › '),
    }));
}

const KindField = ({ form }: { readonly form: CategoryForm }) => (
  <SegmentedControl
    aria-label={text('settings.kind')}
    data={[
      { value: String(CategoryKind.EXPENSE), label: text('settings.spending') },
      { value: String(CategoryKind.INCOME), label: text('settings.income') },
    ]}
    {...form.getInputProps('kind')}
  />
);

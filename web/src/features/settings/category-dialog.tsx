/** Creating or changing a category. */
import { ColorSwatch, Group, Input, SegmentedControl, Select, TextInput, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { type Category, CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { CategoryService } from '#gen/melo/categories/v1/category_service_pb.ts';
import { useHome } from '../../api/current-household.tsx';
import { failureOf } from '../../api/errors.ts';
import { useCategories } from '../../api/lists.ts';
import { useWrite } from '../../api/mutations.ts';
import { HUES, sizes } from '../../app/theme.ts';
import { text } from '../../i18n/text.ts';
import { say } from '../../ui/feedback/toast.tsx';
import { FormDialog } from '../../ui/inputs/form-dialog.tsx';
import { hue } from '../../ui/layout/dot.tsx';

export type CategoryStart = { readonly category: Category } | { readonly parentId: string };

export function CategoryDialog({ start, close }: { readonly start: CategoryStart; readonly close: () => void }) {
  const { household } = useHome();
  const { tree } = useCategories();
  const before = 'category' in start ? start.category : undefined;
  const [name, setName] = useState(before?.name ?? '');
  const [icon, setIcon] = useState(before?.icon ?? '');
  const [color, setColor] = useState(before?.color ?? 0);
  const [parentId, setParentId] = useState(before ? before.parentId : 'parentId' in start ? start.parentId : '');
  const parent = tree.byId.get(parentId);
  const [rootKind, setRootKind] = useState<Category['kind']>(before?.kind ?? CategoryKind.EXPENSE);
  const kind = before?.kind ?? parent?.kind ?? rootKind;
  const told = {
    onSuccess: () => {
      close();
      say(before ? text('settings.category-saved') : text('settings.name-created', { name: name.trim() }));
    },
  };
  const create = useWrite(CategoryService.method.createCategory, 'categories', told);
  const update = useWrite(CategoryService.method.updateCategory, 'categories', told);
  const write = before ? update : create;
  const failure = write.error ? failureOf(write.error) : undefined;
  const nameError = failure?.fields['category.name'] ?? (failure?.reason === 'NAME_TAKEN' ? failure.text : undefined);

  // A category cannot stand below itself or one of its own.
  const own = new Set(before ? tree.subtreeOf(before.id).map(({ id }) => id) : []);
  const parents = tree.all
    .filter((category) => !own.has(category.id) && !category.archived && (!before || category.kind === before.kind))
    .map(({ id }) => ({
      value: id,
      label: tree
        .pathOf(id)
        .map((above) => above.name)
        .join(' › '),
    }));

  const send = () => {
    const wanted = { name: name.trim(), icon: icon.trim(), color, parentId };
    const paths = ['name', 'icon', 'color', 'parent_id'];
    if (before) update.mutate({ id: before.id, category: { ...wanted, etag: before.etag }, updateMask: { paths } });
    else
      create.mutate({
        householdId: household.id,
        category: { ...wanted, kind: parentId === '' ? kind : CategoryKind.UNSPECIFIED },
      });
  };

  return (
    <FormDialog
      title={before ? text('settings.edit-category') : text('settings.new-category')}
      opened
      close={close}
      deed={before ? text('settings.save') : text('settings.create-category')}
      submit={send}
      busy={write.isPending}
      error={nameError ? undefined : write.error}
      disabled={name.trim() === ''}
    >
      <Group align="flex-start">
        <TextInput
          label={text('settings.name')}
          data-autofocus
          maxLength={60}
          flex={1}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={nameError}
        />
        <TextInput
          label={text('settings.symbol')}
          placeholder="🛒"
          maxLength={8}
          w={sizes.symbol}
          value={icon}
          onChange={(event) => setIcon(event.currentTarget.value)}
        />
      </Group>
      <Select
        label={text('settings.under')}
        placeholder={text('settings.none-top-level')}
        searchable
        clearable
        data={parents}
        value={parentId || null}
        onChange={(id) => setParentId(id ?? '')}
      />
      {!before && parentId === '' && (
        <SegmentedControl
          aria-label={text('settings.kind')}
          value={String(rootKind)}
          onChange={(value) => setRootKind(Number(value) as CategoryKind)}
          data={[
            { value: String(CategoryKind.EXPENSE), label: text('settings.spending') },
            { value: String(CategoryKind.INCOME), label: text('settings.income') },
          ]}
        />
      )}
      <Input.Wrapper label={text('settings.colour')}>
        <Group gap="sm" mt="xs">
          <Swatch
            label={text('settings.automatic')}
            selected={color === 0}
            value="transparent"
            choose={() => setColor(0)}
          />
          {Array.from({ length: HUES }, (_, i) => i + 1).map((index) => (
            <Swatch
              key={index}
              label={text('settings.colour-index', { index })}
              selected={color === index}
              value={hue(index)}
              choose={() => setColor(index)}
            />
          ))}
        </Group>
      </Input.Wrapper>
    </FormDialog>
  );
}

type SwatchProps = {
  readonly label: string;
  readonly selected: boolean;
  readonly value: string;
  readonly choose: () => void;
};

const Swatch = ({ label, selected, value, choose }: SwatchProps) => (
  <UnstyledButton onClick={choose} aria-label={label} aria-pressed={selected}>
    <ColorSwatch
      color={value}
      size={sizes.swatch}
      style={{
        outline: selected ? 'var(--melo-focus) solid var(--mantine-color-text)' : 'none',
        outlineOffset: 'var(--melo-focus)',
      }}
    />
  </UnstyledButton>
);

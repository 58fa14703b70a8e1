/** A choice of one category, searched by any part of its path. */
import { Select, type SelectProps } from '@mantine/core';
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { useCategories } from '../../api/lists.ts';
import { text } from '../../i18n/text.ts';
import { listState } from './list-state.tsx';

type Props = Omit<SelectProps, 'value' | 'onChange' | 'data'> & {
  /** Empty: none. */
  readonly value?: string;
  readonly onChange: (categoryId: string) => void;
  readonly kind?: CategoryKind;
};

export function CategorySelect({ value = '', onChange, kind, ...rest }: Props) {
  const { query } = useCategories();
  const data = useCategoryChoices(kind, value);
  return (
    <Select
      placeholder={text('ui.category')}
      searchable
      clearable
      allowDeselect={false}
      nothingFoundMessage={text(query.data ? 'ui.no-such-category' : 'ui.loading-list')}
      {...rest}
      {...listState(query, 'ui.categories-could-not-be-loaded')}
      data={data}
      value={value || null}
      onChange={(id) => onChange(id ?? '')}
    />
  );
}

/** Categories as choices by kind, archived ones left out unless chosen. */
export function useCategoryChoices(kind?: CategoryKind, chosen: string | readonly string[] = '') {
  const { tree } = useCategories();
  const wanted = tree.all.filter(
    (category) =>
      (kind === undefined || category.kind === kind) && (!category.archived || chosen.includes(category.id)),
  );
  const choices = (of: CategoryKind) =>
    wanted
      .filter((category) => category.kind === of)
      .map(({ id }) => ({
        value: id,
        label: tree
          .pathOf(id)
          .map(({ name }) => name)
          .join(' › '),
      }));
  return [
    { group: text('ui.spending'), items: choices(CategoryKind.EXPENSE) },
    { group: text('ui.income'), items: choices(CategoryKind.INCOME) },
  ].filter(({ items }) => items.length > 0);
}

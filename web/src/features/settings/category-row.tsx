/** A category in the list: its name, and what can be done with it. */
import { ActionIcon, Group } from '@mantine/core';
import { IconArchive, IconArchiveOff, IconPencil, IconPlus, type TablerIcon } from '@tabler/icons-react';
import type { Category } from '#gen/melo/categories/v1/category_pb.ts';
import { CategoryService } from '#gen/melo/categories/v1/category_service_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { useCategories } from '../../api/lists.ts';
import { write } from '../../api/mutations.ts';
import { sizes } from '../../app/theme.ts';
import { text } from '../../i18n/text.ts';
import { offerUndo, showFailure } from '../../ui/feedback/toast.tsx';
import { Dot } from '../../ui/layout/dot.tsx';
import { Tag } from '../../ui/layout/tag.tsx';
import style from './categories-page.module.css';
import type { CategoryStart } from './use-category-form.ts';

/** Categories are at most this deep. */
const MAX_LEVELS = 5;

type Props = { readonly category: Category; readonly open: (start: CategoryStart) => void };

export function CategoryRow({ category, open }: Props) {
  const { canEdit } = useCurrentHousehold();
  const { tree } = useCategories();
  const { id, name, icon, archived } = category;
  const level = tree.pathOf(id).length;
  return (
    <li className={style['row']} data-level={level}>
      <span className={style['name']} style={{ paddingInlineStart: `calc(${level - 1} * var(--mantine-spacing-xl))` }}>
        <Dot index={tree.hueOf(id)} />
        {icon && <span aria-hidden>{icon}</span>}
        {name}
        {archived && <Tag>{text('settings.archived')}</Tag>}
      </span>
      {canEdit && <RowActions category={category} canHaveChildren={level < MAX_LEVELS && !archived} open={open} />}
    </li>
  );
}

const RowActions = ({ category, canHaveChildren, open }: Props & { readonly canHaveChildren: boolean }) => {
  const { id, name, archived } = category;
  return (
    <Group gap="xs" wrap="nowrap" className={style['actions']}>
      {canHaveChildren && (
        <RowAction
          label={text('settings.new-category-under-name', { name })}
          icon={IconPlus}
          run={() => open({ parentId: id })}
        />
      )}
      <RowAction label={text('settings.edit-name', { name })} icon={IconPencil} run={() => open({ category })} />
      <RowAction
        label={archived ? text('settings.restore-name', { name }) : text('settings.archive-name', { name })}
        icon={archived ? IconArchiveOff : IconArchive}
        run={() => setArchived(category, !archived).catch(showFailure)}
      />
    </Group>
  );
};

type ActionProps = { readonly label: string; readonly icon: TablerIcon; readonly run: () => void };

const RowAction = ({ label, icon: Icon, run }: ActionProps) => (
  <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={run}>
    <Icon size={sizes.smallIcon} stroke={sizes.stroke} />
  </ActionIcon>
);

async function setArchived({ id, name, etag }: Category, archived: boolean): Promise<void> {
  const { updateCategory } = CategoryService.method;
  const updateMask = { paths: ['archived'] };
  const { category } = await write(updateCategory, { id, category: { archived, etag }, updateMask }, 'categories');
  offerUndo(archived ? text('settings.name-archived', { name }) : text('settings.name-restored', { name }), () =>
    write(
      updateCategory,
      { id, category: { archived: !archived, etag: category?.etag ?? '' }, updateMask },
      'categories',
    ),
  );
}

/** Categories: the tree of what money is spent on and earned by. */
import { ActionIcon, Button, Group, Switch } from '@mantine/core';
import { IconArchive, IconArchiveOff, IconPencil, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { type Category, CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { CategoryService } from '#gen/melo/categories/v1/category_service_pb.ts';
import { useHome } from '../../api/current-household.tsx';
import { useCategories } from '../../api/lists.ts';
import { write } from '../../api/mutations.ts';
import { sizes } from '../../app/theme.ts';
import type { MessageId } from '../../i18n/messages/message-id.ts';
import { text } from '../../i18n/text.ts';
import { Empty, Loaded } from '../../ui/feedback/states.tsx';
import { offerUndo, sayFailure } from '../../ui/feedback/toast.tsx';
import { Dot } from '../../ui/layout/dot.tsx';
import { Page } from '../../ui/layout/page.tsx';
import { Tag } from '../../ui/layout/tag.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import style from './categories-page.module.css';
import { CategoryDialog, type CategoryStart } from './category-dialog.tsx';

export const MOST_LEVELS = 5;
const sides: readonly { readonly kind: CategoryKind; readonly label: MessageId }[] = [
  { kind: CategoryKind.EXPENSE, label: 'settings.spending' },
  { kind: CategoryKind.INCOME, label: 'settings.income' },
];

export function CategoriesPage() {
  const { canEdit } = useHome();
  const { query, tree } = useCategories();
  const [dialog, setDialog] = useState<CategoryStart>();
  const [withArchived, setWithArchived] = useState(false);
  const isEmpty = tree.all.length === 0;
  return (
    <Page
      title={text('settings.categories')}
      actions={
        canEdit &&
        !isEmpty && (
          <Button
            size="xs"
            leftSection={<IconPlus size={sizes.smallIcon} />}
            onClick={() => setDialog({ parentId: '' })}
          >
            {text('settings.new-category')}
          </Button>
        )
      }
    >
      <Loaded query={query}>
        {() =>
          isEmpty ? (
            <Empty title={text('settings.no-categories-yet')} text={text('settings.they-say-what-money-is-spent')}>
              {canEdit && <Button onClick={() => setDialog({ parentId: '' })}>{text('settings.new-category')}</Button>}
            </Empty>
          ) : (
            <>
              {sides.map(({ kind, label }) => {
                const shown = tree.all.filter(
                  (category) => category.kind === kind && (withArchived || !category.archived),
                );
                return (
                  <Tile key={label} title={text(label)} flush>
                    <ul className={style['list']}>
                      {shown.map((category) => (
                        <Row
                          key={category.id}
                          category={category}
                          level={tree.pathOf(category.id).length}
                          open={setDialog}
                        />
                      ))}
                    </ul>
                  </Tile>
                );
              })}
              {tree.all.some(({ archived }) => archived) && (
                <Switch
                  label={text('settings.show-archived-categories')}
                  checked={withArchived}
                  onChange={(event) => setWithArchived(event.currentTarget.checked)}
                />
              )}
            </>
          )
        }
      </Loaded>
      {dialog && <CategoryDialog start={dialog} close={() => setDialog(undefined)} />}
    </Page>
  );
}

type RowProps = { readonly category: Category; readonly level: number; readonly open: (start: CategoryStart) => void };

function Row({ category, level, open }: RowProps) {
  const { canEdit } = useHome();
  const { tree } = useCategories();
  const { id, name, icon, archived } = category;
  return (
    <li className={style['row']} data-level={level}>
      <span className={style['name']} style={{ paddingInlineStart: `calc(${level - 1} * var(--mantine-spacing-xl))` }}>
        <Dot index={tree.hueOf(id)} />
        {icon && <span aria-hidden>{icon}</span>}
        {name}
        {archived && <Tag>{text('settings.archived')}</Tag>}
      </span>
      {canEdit && (
        <Group gap="xs" wrap="nowrap" className={style['deeds']}>
          {level < MOST_LEVELS && !archived && (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={text('settings.new-category-under-name', { name })}
              onClick={() => open({ parentId: id })}
            >
              <IconPlus size={sizes.smallIcon} stroke={sizes.stroke} />
            </ActionIcon>
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={text('settings.edit-name', { name })}
            onClick={() => open({ category })}
          >
            <IconPencil size={sizes.smallIcon} stroke={sizes.stroke} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={archived ? text('settings.restore-name', { name }) : text('settings.archive-name', { name })}
            onClick={() => setArchived(category, !archived).catch(sayFailure)}
          >
            {archived ? (
              <IconArchiveOff size={sizes.smallIcon} stroke={sizes.stroke} />
            ) : (
              <IconArchive size={sizes.smallIcon} stroke={sizes.stroke} />
            )}
          </ActionIcon>
        </Group>
      )}
    </li>
  );
}

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

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
import { Empty, Loaded } from '../../ui/feedback/states.tsx';
import { offerUndo, sayFailure } from '../../ui/feedback/toast.tsx';
import { Dot } from '../../ui/layout/dot.tsx';
import { Page } from '../../ui/layout/page.tsx';
import { Tag } from '../../ui/layout/tag.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import style from './categories-page.module.css';
import { CategoryDialog, type CategoryStart } from './category-dialog.tsx';

export const MOST_LEVELS = 5;
const sides = [
  { kind: CategoryKind.EXPENSE, label: 'Spending' },
  { kind: CategoryKind.INCOME, label: 'Income' },
];

export function CategoriesPage() {
  const { canEdit } = useHome();
  const { query, tree } = useCategories();
  const [dialog, setDialog] = useState<CategoryStart>();
  const [withArchived, setWithArchived] = useState(false);
  const isEmpty = tree.all.length === 0;
  return (
    <Page
      title="Categories"
      actions={
        canEdit &&
        !isEmpty && (
          <Button
            size="xs"
            leftSection={<IconPlus size={sizes.smallIcon} />}
            onClick={() => setDialog({ parentId: '' })}
          >
            New category
          </Button>
        )
      }
    >
      <Loaded query={query}>
        {() =>
          isEmpty ? (
            <Empty title="No categories yet" text="They say what money is spent on: groceries, rent, travel.">
              {canEdit && <Button onClick={() => setDialog({ parentId: '' })}>New category</Button>}
            </Empty>
          ) : (
            <>
              {sides.map(({ kind, label }) => {
                const shown = tree.all.filter(
                  (category) => category.kind === kind && (withArchived || !category.archived),
                );
                return (
                  <Tile key={label} title={label} flush>
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
                  label="Show archived categories"
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
        {archived && <Tag>archived</Tag>}
      </span>
      {canEdit && (
        <Group gap="xs" wrap="nowrap" className={style['deeds']}>
          {level < MOST_LEVELS && !archived && (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`New category under ${name}`}
              onClick={() => open({ parentId: id })}
            >
              <IconPlus size={sizes.smallIcon} stroke={sizes.stroke} />
            </ActionIcon>
          )}
          <ActionIcon variant="subtle" color="gray" aria-label={`Edit ${name}`} onClick={() => open({ category })}>
            <IconPencil size={sizes.smallIcon} stroke={sizes.stroke} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={archived ? `Bring back ${name}` : `Archive ${name}`}
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
  offerUndo(archived ? `${name} archived.` : `${name} is back.`, () =>
    write(
      updateCategory,
      { id, category: { archived: !archived, etag: category?.etag ?? '' }, updateMask },
      'categories',
    ),
  );
}

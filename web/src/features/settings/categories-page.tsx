/** Categories: the tree of what money is spent on and where it comes from. */
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { useCategories } from '../../api/lists.ts';
import { sizes } from '../../app/theme.ts';
import type { MessageId } from '../../i18n/messages/message-id.ts';
import { text } from '../../i18n/text.ts';
import { Empty } from '../../ui/feedback/notes.tsx';
import { Loaded } from '../../ui/feedback/states.tsx';
import { ArchivedSwitch } from '../../ui/inputs/archived-switch.tsx';
import { Page } from '../../ui/layout/page.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import style from './categories-page.module.css';
import { CategoryDialog } from './category-dialog.tsx';
import { CategoryRow } from './category-row.tsx';
import type { CategoryStart } from './use-category-form.ts';

const kinds: readonly { readonly kind: CategoryKind; readonly label: MessageId }[] = [
  { kind: CategoryKind.EXPENSE, label: 'settings.spending' },
  { kind: CategoryKind.INCOME, label: 'settings.income' },
];

type OpenDialog = (start: CategoryStart) => void;

export function CategoriesPage() {
  const { canEdit } = useCurrentHousehold();
  const { query, tree } = useCategories();
  const [dialog, setDialog] = useState<CategoryStart>();
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
        {() => (isEmpty ? <NoCategories open={setDialog} /> : <CategoryLists open={setDialog} />)}
      </Loaded>
      {dialog && <CategoryDialog start={dialog} close={() => setDialog(undefined)} />}
    </Page>
  );
}

function NoCategories({ open }: { readonly open: OpenDialog }) {
  const { canEdit } = useCurrentHousehold();
  return (
    <Empty title={text('settings.no-categories-yet')} text={text('settings.they-say-what-money-is-spent')}>
      {canEdit && <Button onClick={() => open({ parentId: '' })}>{text('settings.new-category')}</Button>}
    </Empty>
  );
}

/** A list for each kind. */
function CategoryLists({ open }: { readonly open: OpenDialog }) {
  const { tree } = useCategories();
  const { archived: withArchived = false } = useSearch({ from: '/members/settings/categories' });
  const shown = tree.all.filter(({ archived }) => withArchived || !archived);
  return (
    <>
      {kinds.map(({ kind, label }) => (
        <Tile key={label} title={text(label)} flush>
          <ul className={style['list']}>
            {shown
              .filter((category) => category.kind === kind)
              .map((category) => (
                <CategoryRow key={category.id} category={category} open={open} />
              ))}
          </ul>
        </Tile>
      ))}
      {tree.all.some(({ archived }) => archived) && (
        <ArchivedSwitch
          label={text('settings.show-archived-categories')}
          checked={withArchived}
          to="/settings/categories"
        />
      )}
    </>
  );
}

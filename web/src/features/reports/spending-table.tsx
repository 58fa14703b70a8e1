/** Spending of each category and of its subcategories. Each figure's name links to its transactions. */
import { Table } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type CategoryTree, rollUp, type Slice, UNCATEGORISED } from '../../api/category-tree.ts';
import { listOfSpending } from '../../api/drill-down.ts';
import type { Range } from '../../api/figures.ts';
import { useCategories } from '../../api/lists.ts';
import { sizes } from '../../app/theme.ts';
import { exactOf } from '../../i18n/amounts.ts';
import { text } from '../../i18n/text.ts';
import { Amount } from '../../ui/layout/amount.tsx';
import { Dot } from '../../ui/layout/dot.tsx';
import style from './report.module.css';
import { FigureCell, ReportTable } from './report-table.tsx';

type Props = { readonly slices: readonly Slice[]; readonly currency: string; readonly range: Range };

export function SpendingTable({ slices, currency, range }: Props) {
  const { tree } = useCategories();
  return (
    <ReportTable
      label={text('reports.spending-by-category')}
      columns={[text('reports.category'), text('reports.spent')]}
    >
      {rollUp(tree, slices, '').flatMap((slice) => [
        <Row key={slice.categoryId} slice={slice} currency={currency} range={range} />,
        ...subcategories(tree, slices, slice.categoryId).map((child) => (
          <Row key={`${slice.categoryId}/${child.categoryId}`} slice={child} currency={currency} range={range} child />
        )),
      ])}
    </ReportTable>
  );
}

const subcategories = (tree: CategoryTree, slices: readonly Slice[], categoryId: string): Slice[] =>
  categoryId === UNCATEGORISED
    ? []
    : rollUp(tree, slices, categoryId).filter((slice) => slice.categoryId !== categoryId);

type RowProps = { readonly slice: Slice; readonly currency: string; readonly range: Range; readonly child?: boolean };

function Row({ slice: { categoryId, units }, currency, range, child = false }: RowProps) {
  const { tree } = useCategories();
  return (
    <Table.Tr className={child ? style['child'] : undefined}>
      <Table.Td {...(child && { pl: sizes.indent })}>
        <Link to="/transactions" search={listOfSpending(categoryId, range)} className={style['link']}>
          {!child && categoryId !== UNCATEGORISED && <Dot index={tree.hueOf(categoryId)} />}
          {tree.byId.get(categoryId)?.name ?? text('reports.uncategorised')}
        </Link>
      </Table.Td>
      <FigureCell>
        <Amount of={exactOf(currency, units)} strong={!child} />
      </FigureCell>
    </Table.Tr>
  );
}

/** What categories usually cost, as a hint for a limit. */
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { useSpending } from '../../api/figures.ts';
import { useCategories } from '../../api/lists.ts';
import { addMonths, firstDay, lastDay, monthOf } from '../../i18n/dates.ts';

const MONTHS = 3n;

/** The monthly average of the last three whole months, in minor units; undefined when nothing was spent. */
export function useUsualSpending(categoryIds: readonly string[], currency: string): bigint | undefined {
  const { today, currency: base } = useCurrentHousehold();
  const { tree } = useCategories();
  const month = monthOf(today);
  const { data } = useSpending({
    from: firstDay(addMonths(month, -Number(MONTHS))),
    to: lastDay(addMonths(month, -1)),
  });
  if (currency !== base) return undefined;
  const covered = new Set(categoryIds.flatMap((id) => tree.subtreeOf(id).map((category) => category.id)));
  const rows = (data?.rows ?? []).filter(({ categoryId }) => covered.has(categoryId));
  const total = rows.reduce((sum, { amount }) => sum + (amount?.minorUnits ?? 0n), 0n);
  return total > 0n ? total / MONTHS : undefined;
}

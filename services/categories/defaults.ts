/** Default categories of a new household in its language. The household can change them like any others. */
import { create } from '@bufbuild/protobuf';
import { type Category, CategoryKind, CategorySchema } from '#gen/melo/categories/v1/category_pb.ts';
import type { WriteContext } from '#kit/rpc/write-context.ts';
import { createCategory, MAX_CATEGORIES, siblingNamed } from './category.ts';

type Node = { name: string; icon: string; color: number; kind?: CategoryKind; below?: readonly Node[] };

const node = (icon: string, color: number, name: string, below: readonly Node[] = []): Node => ({
  name,
  icon,
  color,
  below,
});
const leaf = (icon: string, name: string): Node => ({ name, icon, color: 0 });

const en: readonly Node[] = [
  node('🏠', 1, 'Home', [
    leaf('🔑', 'Rent & mortgage'),
    leaf('💡', 'Utilities'),
    leaf('📶', 'Internet & phone'),
    leaf('🛠️', 'Maintenance'),
  ]),
  node('🍎', 2, 'Food', [leaf('🛒', 'Groceries'), leaf('🍽️', 'Restaurants'), leaf('☕', 'Coffee')]),
  node('🚗', 3, 'Transport', [leaf('⛽', 'Fuel'), leaf('🚆', 'Public transport'), leaf('🅿️', 'Parking & repairs')]),
  node('🩺', 4, 'Health', [leaf('💊', 'Pharmacy'), leaf('🏥', 'Doctors')]),
  node('🎭', 5, 'Leisure', [leaf('🎬', 'Entertainment'), leaf('🏃', 'Sports'), leaf('📺', 'Subscriptions')]),
  node('✈️', 6, 'Travel'),
  node('🛍️', 7, 'Shopping', [leaf('👕', 'Clothing'), leaf('🛋️', 'Household goods'), leaf('💻', 'Electronics')]),
  node('🎁', 8, 'Gifts & donations'),
  node('🛡️', 1, 'Insurance'),
  node('🏦', 3, 'Fees & interest'),
  {
    name: 'Income',
    icon: '💶',
    color: 2,
    kind: CategoryKind.INCOME,
    below: [leaf('💼', 'Salary'), leaf('🧾', 'Refunds & other'), leaf('📈', 'Interest & dividends')],
  },
];

const de: readonly Node[] = [
  node('🏠', 1, 'Wohnen', [
    leaf('🔑', 'Miete & Kredit'),
    leaf('💡', 'Strom & Heizung'),
    leaf('📶', 'Internet & Telefon'),
    leaf('🛠️', 'Instandhaltung'),
  ]),
  node('🍎', 2, 'Essen', [leaf('🛒', 'Lebensmittel'), leaf('🍽️', 'Restaurants'), leaf('☕', 'Kaffee')]),
  node('🚗', 3, 'Verkehr', [leaf('⛽', 'Tanken'), leaf('🚆', 'Bus & Bahn'), leaf('🅿️', 'Parken & Reparatur')]),
  node('🩺', 4, 'Gesundheit', [leaf('💊', 'Apotheke'), leaf('🏥', 'Ärzte')]),
  node('🎭', 5, 'Freizeit', [leaf('🎬', 'Unterhaltung'), leaf('🏃', 'Sport'), leaf('📺', 'Abos')]),
  node('✈️', 6, 'Reisen'),
  node('🛍️', 7, 'Einkäufe', [leaf('👕', 'Kleidung'), leaf('🛋️', 'Haushalt'), leaf('💻', 'Elektronik')]),
  node('🎁', 8, 'Geschenke & Spenden'),
  node('🛡️', 1, 'Versicherungen'),
  node('🏦', 3, 'Gebühren & Zinsen'),
  {
    name: 'Einnahmen',
    icon: '💶',
    color: 2,
    kind: CategoryKind.INCOME,
    below: [leaf('💼', 'Gehalt'), leaf('🧾', 'Erstattungen & Sonstiges'), leaf('📈', 'Zinsen & Dividenden')],
  },
];

const languages: Readonly<Record<string, readonly Node[]>> = { en, de };

/** Changes that create the default categories which the household does not have yet, parents first. */
export function defaultCategories(
  householdId: string,
  locale: string,
  existing: readonly Category[],
  write: WriteContext,
) {
  const roots = languages[locale.split('-')[0]!.toLowerCase()] ?? en;
  const created: ReturnType<typeof createCategory>[] = [];
  const addAll = (nodes: readonly Node[], parent?: Category) => {
    for (const [position, { name, icon, color, kind, below }] of nodes.entries()) {
      const others = [...existing, ...created.map(({ after }) => after)];
      const found = siblingNamed(others, parent?.id ?? '', name);
      if (found) {
        addAll(below ?? [], found);
        continue;
      }
      if (others.length >= MAX_CATEGORIES) return;
      const wanted = create(CategorySchema, {
        name,
        icon,
        color: color || (parent?.color ?? 0),
        kind: parent?.kind ?? kind ?? CategoryKind.EXPENSE,
        parentId: parent?.id ?? '',
        position,
      });
      const change = createCategory(wanted, householdId, others, write);
      created.push(change);
      addAll(below ?? [], change.after);
    }
  };
  addAll(roots);
  return created;
}

/** Rules of categories: a tree of at most five levels. A category has its parent's kind, and siblings have different names. */
import { clone } from '@bufbuild/protobuf';
import { Code } from '@connectrpc/connect';
import { CategoryEventSchema } from '#gen/melo/categories/v1/category_event_pb.ts';
import { type Category, CategoryKind, CategorySchema } from '#gen/melo/categories/v1/category_pb.ts';
import { CategoriesReason, CategoriesReasonSchema } from '#gen/melo/categories/v1/reason_pb.ts';
import { type EventChange, newEvent } from '#kit/events/event.ts';
import { domainError, errors } from '#kit/rpc/errors.ts';
import type { WriteContext } from '#kit/rpc/write-context.ts';
import { timestamp } from '#kit/values/dates.ts';

export const UPDATABLE_FIELDS = ['parent_id', 'name', 'icon', 'color', 'position', 'archived'] as const;

const MAX_LEVELS = 5;
/** Maximum categories of a household. */
export const MAX_CATEGORIES = 500;

/** Creates a category in a household that has the others. Errors: NAME_TAKEN, PARENT_UNKNOWN, TOO_DEEP, KIND_MISMATCH, LIMIT_REACHED. */
export function createCategory(
  wanted: Category,
  householdId: string,
  others: readonly Category[],
  write: WriteContext,
) {
  if (others.length >= MAX_CATEGORIES) throw errors.tooMany('categories', MAX_CATEGORIES);
  const after = clone(CategorySchema, wanted);
  Object.assign(after, { id: write.newId(), householdId, createTime: timestamp(write.now), etag: '1' });
  const parent = parentOf(after, others);
  after.kind ||= parent?.kind ?? CategoryKind.UNSPECIFIED;
  check(after, parent, others);
  const value = { after };
  return { after, events: [categoryEvent(write, after, { case: 'categoryCreated', value })] };
}

/** Updates a category; `wanted` is merged and valid in shape. Errors: those of creation, and CYCLE. */
export function updateCategory(
  before: Category,
  wanted: Category,
  household: readonly Category[],
  write: WriteContext,
) {
  const after = clone(CategorySchema, wanted);
  after.etag = String(BigInt(before.etag) + 1n);
  const others = household.filter(({ id }) => id !== before.id);
  const parent = parentOf(after, household);
  if (parent && pathOf(parent, household).some(({ id }) => id === before.id)) {
    throw categoriesError(CategoriesReason.CYCLE, 'parent_id', 'A category cannot be moved below itself.');
  }
  check(after, parent, others);
  const value = { before, after };
  return { before, after, events: [categoryEvent(write, after, { case: 'categoryUpdated', value })] };
}

const categoryEvent = (write: WriteContext, category: Category, change: EventChange<typeof CategoryEventSchema>) =>
  newEvent(write, CategoryEventSchema, {
    householdId: category.householdId,
    version: BigInt(category.etag),
    change,
  });

function parentOf({ parentId }: Category, categories: readonly Category[]): Category | undefined {
  if (!parentId) return undefined;
  const parent = categories.find(({ id }) => id === parentId);
  if (!parent)
    throw categoriesError(
      CategoriesReason.PARENT_UNKNOWN,
      'parent_id',
      'This parent category does not exist in the household.',
    );
  return parent;
}

function check(after: Category, parent: Category | undefined, others: readonly Category[]): void {
  if (after.kind === CategoryKind.UNSPECIFIED || (parent && parent.kind !== after.kind)) {
    throw categoriesError(
      CategoriesReason.KIND_MISMATCH,
      'kind',
      'A category must be expense or income, like its parent.',
    );
  }
  const levels = (parent ? pathOf(parent, others).length : 0) + heightOf(after, others);
  if (levels > MAX_LEVELS) {
    throw categoriesError(CategoriesReason.TOO_DEEP, 'parent_id', `Categories can have at most ${MAX_LEVELS} levels.`);
  }
  if (siblingNamed(others, after.parentId, after.name)) {
    throw categoriesError(CategoriesReason.NAME_TAKEN, 'name', `There is already a category named ${after.name} here.`);
  }
}

/** The category with this name below a parent, or at the top when `parentId` is empty. Case does not count. */
export const siblingNamed = (categories: readonly Category[], parentId: string, name: string): Category | undefined =>
  categories.find((one) => one.parentId === parentId && folded(one.name) === folded(name));

/** Form in which names are compared: without differences of case, Unicode form and surrounding space. */
export const folded = (name: string): string => name.normalize('NFKC').trim().toLowerCase();

/** The category and its ancestors, the root last. */
function pathOf(category: Category, categories: readonly Category[]): Category[] {
  const path = [category];
  for (let at = category; at.parentId && path.length <= MAX_LEVELS; ) {
    const above = categories.find(({ id }) => id === at.parentId);
    if (!above) break;
    path.push(above);
    at = above;
  }
  return path;
}

/** Levels of the subtree: 1 for a leaf. */
function heightOf(category: Category, categories: readonly Category[]): number {
  const below = categories.filter(({ parentId }) => parentId === category.id);
  return 1 + Math.max(0, ...below.map((child) => heightOf(child, categories)));
}

const categoriesError = (reason: CategoriesReason, field: string, text: string) =>
  domainError(CategoriesReasonSchema, { code: Code.InvalidArgument, reason, text, metadata: { field } });

/** Rows of categories, and the messages they stand for. */
import { create } from '@bufbuild/protobuf';
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { type Category, type CategoryKind, CategorySchema } from '#gen/melo/categories/v1/category_pb.ts';
import { timestampOfMs } from '#kit/values/dates.ts';
import { folded } from './category.ts';

export const CategoryRow = defineEntity({
  name: 'CategoryRow',
  tableName: 'category',
  properties: {
    id: p.uuid().primary(),
    householdId: p.uuid(),
    parentId: p.uuid().nullable(),
    name: p.text(),
    foldedName: p.text(),
    kind: p.smallint(),
    icon: p.text(),
    color: p.smallint(),
    position: p.integer(),
    archived: p.boolean(),
    version: p.bigint('bigint'),
    createTime: p.datetime(),
  },
});

export const toCategory = (row: InferEntity<typeof CategoryRow>): Category =>
  create(CategorySchema, {
    id: row.id,
    householdId: row.householdId,
    parentId: row.parentId ?? '',
    name: row.name,
    kind: row.kind as CategoryKind,
    icon: row.icon,
    color: row.color,
    position: row.position,
    archived: row.archived,
    createTime: timestampFromDate(row.createTime),
    etag: row.version.toString(),
  });

/** Columns of a category in the order of `CategoryCells`. */
export const categoryColumns =
  'id, household_id, parent_id, name, kind, icon, color, position, archived, create_time, version';

export type CategoryCells = readonly [
  id: string,
  householdId: string,
  parentId: string | null,
  name: string,
  kind: CategoryKind,
  icon: string,
  color: number,
  position: number,
  archived: boolean,
  createTime: Date,
  version: string,
];

/** Equals `toCategory`, without the cost of `create`. */
export const categoryOf = ([
  id,
  householdId,
  parentId,
  name,
  kind,
  icon,
  color,
  position,
  archived,
  createTime,
  version,
]: CategoryCells): Category => ({
  $typeName: 'melo.categories.v1.Category',
  id,
  householdId,
  parentId: parentId ?? '',
  name,
  kind,
  icon,
  color,
  position,
  archived,
  createTime: timestampOfMs(createTime.getTime()),
  etag: version,
});

export const fromCategory = (category: Category) => ({
  id: category.id,
  householdId: category.householdId,
  parentId: category.parentId || null,
  name: category.name,
  foldedName: folded(category.name),
  kind: category.kind,
  icon: category.icon,
  color: category.color,
  position: category.position,
  archived: category.archived,
  version: BigInt(category.etag),
  createTime: timestampDate(category.createTime!),
});

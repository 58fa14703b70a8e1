/** Rows of notifications and recipients, and the messages they stand for. */
import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import {
  type Notification,
  type NotificationKind,
  NotificationSchema,
} from '#gen/melo/notifications/v1/notification_pb.ts';
import type { WriteContext } from '#kit/rpc/write-context.ts';
import type { NewNotification } from './notification/rules.ts';

export const NotificationRow = defineEntity({
  name: 'NotificationRow',
  tableName: 'notification',
  properties: {
    id: p.uuid().primary(),
    userId: p.uuid(),
    householdId: p.uuid().nullable(),
    kind: p.smallint(),
    title: p.text(),
    body: p.text(),
    path: p.text(),
    createTime: p.datetime(),
    readTime: p.datetime().nullable(),
  },
});

export const toNotification = (row: InferEntity<typeof NotificationRow>): Notification =>
  create(NotificationSchema, {
    id: row.id,
    householdId: row.householdId ?? '',
    kind: row.kind as NotificationKind,
    title: row.title,
    body: row.body,
    path: row.path,
    createTime: timestampFromDate(row.createTime),
    ...(row.readTime && { readTime: timestampFromDate(row.readTime) }),
  });

/** For a bulk insert. */
export const fromNotification = (wanted: NewNotification, write: WriteContext) => ({
  id: write.newId(),
  user_id: wanted.userId,
  household_id: wanted.householdId || null,
  kind: wanted.kind,
  subject: wanted.subject,
  period: wanted.period,
  threshold: wanted.threshold,
  title: wanted.title,
  body: wanted.body,
  path: wanted.path,
  create_time: write.now.toString(),
});

export const RecipientRow = defineEntity({
  name: 'RecipientRow',
  tableName: 'recipient',
  properties: {
    id: p.uuid().primary(),
    version: p.bigint('bigint'),
    email: p.text(),
    name: p.text(),
    locale: p.text(),
    timeZone: p.text(),
    verified: p.boolean(),
    deleted: p.boolean(),
  },
});

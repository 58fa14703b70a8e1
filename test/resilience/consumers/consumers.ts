/** The consumers of every service on a store of the test's own, and what their store holds. */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { MongoClient } from 'mongodb';
import {
  createMariadbDatabase,
  createMongodbDatabase,
  createPostgresDatabase,
  localDynamodb,
} from '#kit/testing/test-databases.ts';
import { systemClock } from '#kit/values/dates.ts';
import * as accounts from '../../../services/accounts/consume.ts';
import { openStore as openAccounts } from '../../../services/accounts/store.ts';
import * as budgets from '../../../services/budgets/consume.ts';
import { openStore as openBudgets } from '../../../services/budgets/store.ts';
import * as categories from '../../../services/categories/consume.ts';
import { openStore as openCategories } from '../../../services/categories/store.ts';
import * as notifications from '../../../services/notifications/consume.ts';
import { openStore as openNotifications } from '../../../services/notifications/store.ts';
import * as reports from '../../../services/reports/consume.ts';
import { openStore as openReports } from '../../../services/reports/store.ts';
import * as transactions from '../../../services/transactions/consume.ts';
import { openStore as openTransactions } from '../../../services/transactions/store.ts';
import { contentOf } from '../budget-documents.ts';
import { type ConsumingService, hooked } from './consuming-service.ts';
import { sqlService } from './sql-service.ts';

/** Columns of an outbox that differ from run to run; its number of events by topic and key does not. */
const OUTBOX = ['id', 'event_id', 'payload', 'traceparent', 'sequence'];

const accountsService: ConsumingService = {
  async create() {
    const table = `test-${randomUUID()}`;
    return {
      url: table,
      async drop() {
        const store = await openAccounts(localDynamodb(), table, () => {});
        await store.drop();
        await store.close();
      },
    };
  },
  async open(table, afterEffect) {
    const store = await openAccounts(localDynamodb(), table, () => {});
    return {
      subscriptions: accounts.subscriptions(hooked(store, afterEffect), systemClock),
      migrate: () => store.migrate(),
      close: () => store.close(),
      async dump() {
        const client = new DynamoDBClient({ endpoint: localDynamodb() });
        const items: string[] = [];
        for await (const { Items = [] } of paginateScan({ client }, { TableName: table, ConsistentRead: true }))
          for (const { pk, sk, ...rest } of Items) {
            if (/^(WATERMARK|MIGRATION)/.test(pk!.S!)) continue;
            items.push(JSON.stringify(pk!.S === 'OUTBOX' ? [rest['topic'], rest['key']] : [pk, sk, rest]));
          }
        client.destroy();
        return items.sort();
      },
    };
  },
};

const budgetsService: ConsumingService = {
  create: async () => createMongodbDatabase(),
  async open(url, afterEffect) {
    const store = await openBudgets(url, () => {});
    return {
      subscriptions: budgets.subscriptions(hooked(store, afterEffect), systemClock),
      migrate: () => store.migrate(),
      close: () => store.close(),
      async dump() {
        const client = await MongoClient.connect(url, { useBigInt64: true });
        const dumped: Record<string, string[]> = {};
        for (const name of ['fact', 'daily_sums', 'category_copy', 'household_copy', 'budget']) {
          const documents = await client.db().collection(name).find().toArray();
          dumped[name] = documents.flatMap((document) => contentOf(name, document)).sort();
        }
        await client.close();
        return dumped;
      },
    };
  },
};

export const consumingServices: Readonly<Record<string, ConsumingService>> = {
  accounts: accountsService,
  budgets: budgetsService,
  categories: sqlService({
    create: createPostgresDatabase,
    open: (url) => openCategories(url, () => {}),
    subscriptions: (store) => categories.subscriptions(store, systemClock),
    tables: { category: ['id', 'parent_id', 'create_time'], outbox: OUTBOX, erased: [] },
  }),
  notifications: sqlService({
    create: createPostgresDatabase,
    open: (url) => openNotifications(url),
    subscriptions: (store) =>
      notifications.subscriptions({ store, clock: systemClock, publicUrl: 'http://localhost', wake: () => {} }),
    tables: {
      notification: ['id', 'create_time'],
      mail: ['id', 'create_ms', 'next_attempt_ms'],
      recipient: [],
      household_copy: [],
      member: [],
      waiting_alert: [],
    },
  }),
  reports: sqlService({
    create: createPostgresDatabase,
    open: (url) => openReports(url),
    subscriptions: (store) => reports.subscriptions(store),
    tables: { fact: [], month_sum: [], account_copy: [], category_copy: [], household_copy: [] },
  }),
  transactions: sqlService({
    create: createMariadbDatabase,
    open: (url) => openTransactions(url, () => {}),
    subscriptions: (store) => transactions.subscriptions(store),
    tables: { account_copy: [], category_copy: [], household_copy: [], erased: [] },
  }),
};

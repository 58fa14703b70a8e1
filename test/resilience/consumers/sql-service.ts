/** The consumers of a service whose store is PostgreSQL or MariaDB. */
import type { Subscription } from '#kit/events/subscription.ts';
import { type ConsumingService, hooked } from './consuming-service.ts';

type SqlStore = {
  readonly apply: unknown;
  migrate(): Promise<void>;
  close(): Promise<void>;
  fork(): { execute(sql: string): Promise<Record<string, unknown>[]> };
};

/** A service whose data is in these tables. `generated` columns differ from run to run. */
export const sqlService = <Store extends SqlStore>(service: {
  create: ConsumingService['create'];
  open(url: string): Promise<Store>;
  subscriptions(store: Store): readonly Subscription[];
  tables: Readonly<Record<string, readonly string[]>>;
}): ConsumingService => ({
  create: service.create,
  async open(url, afterEffect) {
    const store = await service.open(url);
    return {
      subscriptions: service.subscriptions(hooked(store, afterEffect)),
      migrate: () => store.migrate(),
      close: () => store.close(),
      async dump() {
        const dumped: Record<string, string[]> = {};
        for (const [table, generated] of Object.entries(service.tables)) {
          const rows = await store.fork().execute(`select * from ${table}`);
          for (const row of rows) for (const column of generated) delete row[column];
          dumped[table] = rows.map((row) => JSON.stringify(row, plain)).sort();
        }
        return dumped;
      },
    };
  },
});

const plain = (_key: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value);

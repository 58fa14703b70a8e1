/** Purges the records of requests whose hashes had no key. */
import { Migration } from '@mikro-orm/migrations';
import { purgeSqlRequests } from '#kit/store/unkeyed-requests.ts';

export class KeyedRequests20261128 extends Migration {
  override up(): void {
    for (const statement of purgeSqlRequests()) this.addSql(statement);
  }
}

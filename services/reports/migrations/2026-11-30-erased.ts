/** Households that ended are marked in the kit's table, which the erasure of all services uses. */
import { Migration } from '@mikro-orm/migrations';

export class Erased20261130 extends Migration {
  override up(): void {
    this.addSql('insert into erased (household_id) select id from household_copy where deleted on conflict do nothing');
  }
}

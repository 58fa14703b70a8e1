/** Households that have ended: what other topics tell of them late must not bring copies back. */
import { Migration } from '@mikro-orm/migrations';
import { endedTable } from '#kit/events/ended.ts';

export class Erased20261126 extends Migration {
  override up(): void {
    this.addSql(endedTable('mariadb'));
  }
}

/** Households that have ended: what other topics tell of them late must not bring copies back. */
import { Migration } from '@mikro-orm/migrations';
import { erasedHouseholdsTable } from '#kit/store/sql/erasure.ts';

export class Erased20261126 extends Migration {
  override up(): void {
    this.addSql(erasedHouseholdsTable('mariadb'));
  }
}

/** Households that have ended: what is written meanwhile must not stay. */
import { Migration } from '@mikro-orm/migrations';
import { erasedHouseholdsTable } from '#kit/store/sql/erasure.ts';

export class Erased20261127 extends Migration {
  override up(): void {
    this.addSql(erasedHouseholdsTable('postgres'));
  }
}

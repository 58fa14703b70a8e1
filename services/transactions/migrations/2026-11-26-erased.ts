/** Households that have ended: what other topics tell of them late must not bring copies back. */
import { Migration } from '@mikro-orm/migrations';

export class Erased20261126 extends Migration {
  override up(): void {
    this.addSql('create table erased (household_id char(36) character set ascii collate ascii_bin primary key)');
  }
}

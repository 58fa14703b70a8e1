/** By how much an import changed the opening balance when it moved the opening date back, so that undoing it can take that back. */
import { Migration } from '@mikro-orm/migrations';

export class OpeningMoves20261127 extends Migration {
  override up(): void {
    this.addSql('alter table import add column opening_change bigint');
  }
}

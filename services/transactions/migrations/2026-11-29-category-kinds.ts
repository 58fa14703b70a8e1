/** Kinds of categories: filters by spending and income need them. Kinds of older copies are fetched when they are first needed. */
import { Migration } from '@mikro-orm/migrations';

export class CategoryKinds20261129 extends Migration {
  override up(): void {
    this.addSql('alter table category_copy add column kind tinyint not null default 0');
  }
}

/** A version of each household's tree: rules over several categories are decided on one version and committed only on it. */
import { Migration } from '@mikro-orm/migrations';

export class CategoryTree20261129 extends Migration {
  override up(): void {
    this.addSql('create table category_tree (household_id uuid primary key, version bigint not null)');
  }
}

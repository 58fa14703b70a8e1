/** Categories. */
import { Migration } from '@mikro-orm/migrations';

export class Categories20261123 extends Migration {
  override up(): void {
    this.addSql(`create table category (id uuid primary key, household_id uuid not null, parent_id uuid references category on delete cascade,
      name text not null, folded_name text not null, kind smallint not null, icon text not null, color smallint not null,
      position int not null, archived boolean not null, version bigint not null, create_time timestamptz not null)`);
    this.addSql(`create unique index category_name on category
      (household_id, coalesce(parent_id, '00000000-0000-0000-0000-000000000000'), folded_name)`);
  }
}

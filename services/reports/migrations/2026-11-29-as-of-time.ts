/** When the newest applied transaction event of each partition happened. */
import { Migration } from '@mikro-orm/migrations';

export class AsOfTime20261129 extends Migration {
  override up(): void {
    this.addSql('create table as_of (partition_id int primary key, occur_ms bigint not null)');
  }
}

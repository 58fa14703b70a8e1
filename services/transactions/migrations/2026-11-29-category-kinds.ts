/** Kinds of categories: filters by spending and income need them. Copies that are here already are filled from their topic. */
import { Migration } from '@mikro-orm/migrations';
import { topics } from '#infra/map.ts';

export class CategoryKinds20261129 extends Migration {
  override up(): void {
    this.addSql('alter table category_copy add column kind tinyint not null default 0');
    // Without a checkpoint the consumer reads the topic from its start; copies are only replaced by newer versions.
    this.addSql(`delete from watermark where topic = '${topics.category}'`);
  }
}

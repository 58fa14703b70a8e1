/** Of an event that was set aside, whose it is: reads of that household say that they are incomplete. */
import { Migration } from '@mikro-orm/migrations';
import { deadLetterKeys } from '#kit/store/sql/tables.ts';

export class SkippedKeys20261125 extends Migration {
  override up(): void {
    for (const statement of deadLetterKeys()) this.addSql(statement);
  }
}

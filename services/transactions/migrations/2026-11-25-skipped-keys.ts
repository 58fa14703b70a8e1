/** Of an event that was set aside, whose it is: reads of that household say that they are incomplete. */
import { Migration } from '@mikro-orm/migrations';
import { skippedKeys } from '#kit/events/sql.ts';

export class SkippedKeys20261125 extends Migration {
  override up(): void {
    for (const statement of skippedKeys()) this.addSql(statement);
  }
}

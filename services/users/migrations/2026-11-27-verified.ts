/** Which registrations led to an account, so that their links say so when they are opened again. */
import { Migration } from '@mikro-orm/migrations';

export class Verified20261127 extends Migration {
  override up(): void {
    this.addSql('create table verified_claim (id uuid primary key, expire_ms bigint not null)');
    this.addSql('create index verified_claim_by_expiry on verified_claim (expire_ms)');
  }
}

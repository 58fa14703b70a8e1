/** Mails about accounts belong to a claim: whose they are is known only when they are sent. */
import { Migration } from '@mikro-orm/migrations';

export class AccountMails20261126 extends Migration {
  override up(): void {
    this.addSql('alter table mail alter column user_id drop not null');
  }
}

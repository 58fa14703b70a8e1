/** Events of every topic, as files hold them between the test and the processes that it kills. */
import { create, type DescMessage, fromBinary, type Message, toBinary } from '@bufbuild/protobuf';
import { AccountEventSchema } from '#gen/melo/accounts/v1/account_event_pb.ts';
import { BalanceEventSchema } from '#gen/melo/accounts/v1/balance_event_pb.ts';
import { BudgetEventSchema } from '#gen/melo/budgets/v1/budget_event_pb.ts';
import { CategoryEventSchema } from '#gen/melo/categories/v1/category_event_pb.ts';
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { TransactionEventSchema } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import { HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { UserEventSchema } from '#gen/melo/users/v1/user_event_pb.ts';
import { topicOf } from '#kit/events/event.ts';
import { timestamp } from '#kit/values/dates.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { money } from '#kit/values/money.ts';
import { newLedger } from '../../fixtures/ledger.ts';
import { nextSequence } from '../../fixtures/ledger-events.ts';
import { householdDeleted, newUser, thresholdPassed, userCreated } from '../../fixtures/users.ts';

export type TopicEvents = { readonly topic: string; readonly events: readonly Message[] };

const schemas: Readonly<Record<string, DescMessage>> = Object.fromEntries(
  [
    AccountEventSchema,
    BalanceEventSchema,
    BudgetEventSchema,
    CategoryEventSchema,
    HouseholdEventSchema,
    TransactionEventSchema,
    UserEventSchema,
  ].map((schema) => [topicOf(schema), schema]),
);

/** Two households, one of which ends, with users, accounts, categories, transactions, balances and a budget alert. */
export function createEvents(): TopicEvents[] {
  const users = [newUser(), newUser()];
  const [kept, ended] = users.map((user) => newLedger('EUR', [user.id]));
  const account = kept!.account(1_000n);
  const food = kept!.category(CategoryKind.EXPENSE);
  const home = kept!.category(CategoryKind.EXPENSE);
  const first = kept!.post({ account, date: '2026-03-01', lines: [{ category: food, units: -500n }] });
  const second = kept!.post({ account, date: '2026-03-02', lines: [{ category: food, units: -700n }] });
  kept!.edit(first, { account, date: '2026-04-03', lines: [{ category: home, units: -650n }] });
  kept!.remove(second);
  kept!.restore(second);
  kept!.move(home, food);
  const closed = ended!.account();
  ended!.post({ account: closed, date: '2026-03-01', lines: [{ units: -100n }] });
  const balance = create(BalanceEventSchema, {
    eventId: uuidv7(),
    sequence: nextSequence(),
    occurTime: timestamp(Temporal.Now.instant()),
    householdId: kept!.householdId,
    change: {
      case: 'balanceChanged',
      value: { accountId: account, before: money('EUR', 0n), after: money('EUR', 1n) },
    },
  });
  const all = [
    ...users.map((user) => userCreated(user)),
    ...kept!.events,
    ...ended!.events,
    thresholdPassed(kept!.householdId),
    { topic: topicOf(BalanceEventSchema), event: balance },
    householdDeleted(ended!.householdId, [users[1]!]),
  ];
  const byTopic = Map.groupBy(all, ({ topic }) => topic);
  return [...byTopic].map(([topic, own]) => ({ topic, events: own.map(({ event }) => event) }));
}

/** Events as text; a child process reads them again. */
export const serialize = (batches: readonly TopicEvents[]): string =>
  JSON.stringify(
    batches.map(({ topic, events }) => ({
      topic,
      events: events.map((event) => Buffer.from(toBinary(schemas[topic]!, event)).toString('base64')),
    })),
  );

export const deserialize = (text: string): TopicEvents[] =>
  (JSON.parse(text) as { topic: string; events: string[] }[]).map(({ topic, events }) => ({
    topic,
    events: events.map((event) => fromBinary(schemas[topic]!, Buffer.from(event, 'base64'))),
  }));

/** The bills and the salary of the demo household as schedules, from the first day after today on. */
import { randomUUID } from 'node:crypto';
import { Frequency } from '#gen/melo/transactions/v1/schedule_pb.ts';
import type { ApiClient } from './api-client.ts';
import { bills } from './household.ts';
import { salary } from './plan.ts';

type Demo = {
  readonly accountId: string;
  /** IDs by name. */
  readonly categories: ReadonlyMap<string, string>;
  readonly currencyCode: string;
  readonly today: Temporal.PlainDate;
};

export async function enterSchedules({ schedules: client }: ApiClient, demo: Demo): Promise<void> {
  const { accountId, categories, currencyCode, today } = demo;
  const { day: payDay, payee: employer, category: income, minorUnits: pay } = salary;
  const outgoing = bills.map(([day, payee, category, minorUnits]) => [day, payee, category, -minorUnits] as const);
  for (const [day, payee, category, minorUnits] of [...outgoing, [payDay, employer, income, pay] as const]) {
    const amount = { currencyCode, minorUnits };
    const value = { accountId, amount, payee, lines: [{ categoryId: categories.get(category)!, amount }] };
    const schedule = {
      name: payee,
      template: { case: 'transaction' as const, value },
      recurrence: { frequency: Frequency.MONTHLY },
      startDate: nextDay(today, day).toString(),
    };
    await client.createSchedule({ schedule, requestId: randomUUID() });
  }
}

/** The first date after today with this day of the month, which every month has. */
function nextDay(today: Temporal.PlainDate, day: number): Temporal.PlainDate {
  const inMonth = today.with({ day });
  return Temporal.PlainDate.compare(inMonth, today) > 0 ? inMonth : inMonth.add({ months: 1 });
}

/** A consumer that has lost its group or has ended begins anew; one that is a member is left alone. */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, type TestContext, test } from 'node:test';
import { Kafka } from 'kafkajs';
import { pino } from 'pino';
import { type Runnable, superviseConsumer } from './supervisor.ts';

const { events } = new Kafka({ brokers: ['none'] }).consumer({ groupId: 'none' });

/** Far more turns of the event loop than a start takes. */
const MAX_TURNS = 10_000;

const final = { payload: { error: new TypeError('not known to kafkajs'), restart: false } };

let said: EventEmitter;
let steps: string[];
let running: Awaited<ReturnType<typeof superviseConsumer>>;
/** How often the next starts fail: before they connect, or by an end of their own. */
let failing: number;
let ending: number;

beforeEach(async () => {
  said = new EventEmitter();
  steps = [];
  failing = 0;
  ending = 0;
  const consumer: Runnable = {
    events,
    on: ((name: string, listener: () => void) => {
      said.on(name, listener);
      return () => said.off(name, listener);
    }) as unknown as Runnable['on'],
    connect: async () => {
      if (failing-- > 0) throw new Error('no broker');
    },
    subscribe: async () => {},
    stop: async () => void steps.push('stop'),
    disconnect: async () => void steps.push('disconnect'),
  };
  const run = async () => {
    steps.push('run');
    if (ending-- > 0) said.emit(events.CRASH, final);
  };
  running = await superviseConsumer({ consumer, topics: ['t'], log: pino({ level: 'silent' }), run, pauseMs: 0 });
});
afterEach(() => running.stop());

/** Seconds pass for the consumer, with what it says in each. */
function pass(seconds: number, says: readonly string[]): void {
  for (let i = 0; i < seconds; i++) {
    now += 1_000;
    for (const event of says) said.emit(event, { payload: {} });
  }
}

async function become(expected: readonly string[]): Promise<void> {
  for (let turns = 0; turns < MAX_TURNS && steps.length < expected.length; turns++)
    await new Promise((done) => setImmediate(done));
  assert.deepEqual(steps, expected);
}

let now = 0;
function clock(t: TestContext): void {
  now = performance.now();
  t.mock.method(performance, 'now', () => now);
}

test('who fetches without being a member joins anew, once', async (t) => {
  clock(t);
  pass(30, [events.HEARTBEAT, events.FETCH]);
  pass(9, [events.FETCH]);
  assert.deepEqual(steps, ['run']);
  pass(2, [events.FETCH]);
  await become(['run', 'stop', 'run']);
  pass(9, [events.FETCH]);
  pass(1, [events.GROUP_JOIN]);
  pass(9, [events.FETCH]);
  pass(30, [events.HEARTBEAT, events.FETCH]);
  assert.deepEqual(steps, ['run', 'stop', 'run']);
  // Its process was held for long: what it fetched meanwhile says nothing yet.
  now += 30_000;
  said.emit(events.FETCH);
  pass(1, [events.HEARTBEAT]);
  assert.deepEqual(steps, ['run', 'stop', 'run']);
  pass(11, [events.FETCH]);
  await become(['run', 'stop', 'run', 'stop', 'run']);
});

test('while Kafka answers nothing at all, it is left to kafkajs', (t) => {
  clock(t);
  pass(60, []);
  said.emit(events.CRASH, { payload: { error: new Error('no broker'), restart: true } });
  assert.deepEqual(steps, ['run']);
});

test('what kafkajs takes for the end is none, however often the start fails', async () => {
  failing = 2;
  ending = 2;
  said.emit(events.CRASH, final);
  await become(['run', 'stop', 'stop', 'stop', 'run', 'stop', 'run', 'stop', 'run']);
});

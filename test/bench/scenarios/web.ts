/** The app in Chromium, at the speed of this CPU and at a quarter of it, beside a static page of the same component library. */
import type { Browser } from 'playwright-core';
import { openPage, signIn } from '../../e2e/page.ts';
import { openBrowser } from '../../fixtures/chromium.ts';
import { scaled } from '../arms.ts';
import { type Figure, median, quantile, sampled, single } from '../figures.ts';
import { newHome } from '../homes.ts';
import { bulkLoad, rawPool } from '../load.ts';
import type { Stack } from '../stack.ts';
import { type Observed, openObserved } from '../web/observed-page.ts';
import { openStaticPage } from '../web/static-page.ts';
import { interact, leaveAndReturn, openRegister, scroll, settledLoad } from '../web/visits.ts';

const ROWS = scaled(5_000);
const RUNS = 3;
const SLOWDOWNS = [1, 4];
/** Goals at the slow CPU. */
const MAX_LCP_MS = 2_000;
const MAX_LCP_RATIO = 2;
const MAX_CLS = 0.02;
const MAX_INTERACTION_MS = 200;
const MAX_RETURN_MS = 500;
const MAX_TASK_MS = 100;
const MAX_NODES = 3_000;

type Run = {
  readonly load: Observed;
  readonly staticLcpMs: number;
  readonly interactionsMs: readonly number[];
  readonly leaveMs: number;
  readonly returnMs: number;
  readonly scrollTaskMs: number;
  readonly nodes: number;
};

export async function run(stack: Stack) {
  const home = await newHome(stack.at, 'web');
  const pool = rawPool(stack.at.urls.mariadb, 1);
  await bulkLoad(pool, home, ROWS).finally(() => pool.end());
  const page = await openStaticPage();
  const browser = await openBrowser();
  try {
    const figures: Figure[] = [];
    for (const slowdown of SLOWDOWNS) {
      const runs: Run[] = [];
      for (let i = 0; i < RUNS; i += 1)
        runs.push(await measure(browser, { app: stack.at.urls.web, plain: page.url, email: home.email, slowdown }));
      figures.push(...figuresOf(runs, slowdown));
    }
    return { figures, notes: [`${ROWS} transactions; ${RUNS} runs each, every load with an empty cache`] };
  } finally {
    await browser.close();
    await page.close();
  }
}

type Subject = { readonly app: string; readonly plain: string; readonly email: string; readonly slowdown: number };

async function measure(browser: Browser, { app, plain, email, slowdown }: Subject): Promise<Run> {
  const plainPage = await openObserved(browser, slowdown);
  await plainPage.goto(plain);
  await plainPage.getByRole('table').waitFor();
  const { lcpMs: staticLcpMs } = await settledLoad(plainPage);
  await plainPage.context().close();

  const first = await openPage(browser);
  await signIn(first, email);
  const page = await openObserved(browser, slowdown);
  // Signed in as a returning visitor, and with nothing else in the cache.
  await page.context().addCookies(await first.context().cookies());
  await first.context().close();
  await page.addInitScript(() => localStorage.setItem('melo-signed-in', '1'));
  await page.goto(app);
  await page.locator('main [data-amount]').first().waitFor();
  const load = await settledLoad(page);
  await openRegister(page);
  const interactionsMs = await interact(page);
  const [leaveMs, returnMs] = await leaveAndReturn(page);
  const scrollTaskMs = await scroll(page);
  const nodes = await page.locator('main *').count();
  await page.context().close();
  return { load, staticLcpMs, interactionsMs, leaveMs, returnMs, scrollTaskMs, nodes };
}

/** What is compared with its goal at the slow CPU. */
const goals: readonly [name: string, unit: string, of: (run: Run) => number, atMost: number][] = [
  ['LCP of the overview', 'ms', ({ load }) => load.lcpMs, MAX_LCP_MS],
  ['CLS of the overview', '', ({ load }) => load.cls, MAX_CLS],
  ['interaction to paint, p75', 'ms', (run) => quantile(run.interactionsMs, 0.75), MAX_INTERACTION_MS],
  ['leave the register', 'ms', ({ leaveMs }) => leaveMs, MAX_RETURN_MS],
  ['return to the register', 'ms', ({ returnMs }) => returnMs, MAX_RETURN_MS],
  ['longest task while scrolling', 'ms', ({ scrollTaskMs }) => scrollTaskMs, MAX_TASK_MS],
  ['elements of the register', '', ({ nodes }) => nodes, MAX_NODES],
];

function figuresOf(runs: readonly Run[], slowdown: number): Figure[] {
  const goal = (atMost: number) => (slowdown > 1 ? { atMost } : undefined);
  const lcpMs = runs.map(({ load }) => load.lcpMs);
  const ratio = median(lcpMs) / median(runs.map(({ staticLcpMs }) => staticLcpMs));
  return [
    ...goals.map(([name, unit, of, atMost]) => sampled(`${slowdown}× CPU: ${name}`, unit, runs.map(of), goal(atMost))),
    single(`${slowdown}× CPU: LCP by that of the static page`, '×', ratio, goal(MAX_LCP_RATIO)),
  ];
}

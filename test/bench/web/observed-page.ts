/** A page of Chromium whose paints, shifts, long tasks and interactions are recorded. */
import type { Browser, Page } from 'playwright-core';

export type Observed = {
  readonly lcpMs: number;
  readonly cls: number;
  readonly longestTaskMs: number;
  /** Time to the next paint of each key press and click. */
  readonly interactionsMs: readonly number[];
};

/** A fresh browser profile with a CPU that is so many times slower. */
export async function openObserved(browser: Browser, slowdown: number): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  await page.addInitScript(record);
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  return page;
}

/** What was recorded since the page was loaded, or since `forget`. */
export const observed = (page: Page): Promise<Observed> => page.evaluate('window.meloObserved') as Promise<Observed>;

export const forget = async (page: Page): Promise<void> => {
  await page.evaluate('Object.assign(window.meloObserved, { longestTaskMs: 0, interactionsMs: [] })');
};

/** Runs in the page. */
function record(): void {
  const found = { lcpMs: 0, cls: 0, longestTaskMs: 0, interactionsMs: [] as number[] };
  Object.assign(window, { meloObserved: found });
  const follow = (type: string, take: (entry: PerformanceEntry) => void, options = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...options });
  follow('largest-contentful-paint', ({ startTime }) => {
    found.lcpMs = startTime;
  });
  follow('layout-shift', (entry) => {
    const { value, hadRecentInput } = entry as unknown as { value: number; hadRecentInput: boolean };
    if (!hadRecentInput) found.cls += value;
  });
  follow('longtask', ({ duration }) => {
    found.longestTaskMs = Math.max(found.longestTaskMs, duration);
  });
  const event = (entry: PerformanceEntry) => {
    if ((entry as unknown as { interactionId: number }).interactionId > 0) found.interactionsMs.push(entry.duration);
  };
  follow('event', event, { durationThreshold: 16 });
}

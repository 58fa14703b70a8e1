/** Faults between the browser and the server, by interception. */
import type { Page, Route } from 'playwright-core';

/** Calls of the services, but not the files of the app. */
export const CALLS = '**/melo.*.v1.*/*';
export const GRAPH = '**/graphql';
export const callOf = (method: string): string => `**/melo.*/${method}`;

/** No answer ever comes. */
export const hang = (page: Page, url: string): Promise<unknown> => page.route(url, () => undefined);

export const cut = (page: Page, url: string): Promise<unknown> => page.route(url, (route) => route.abort());

/** As a service answers that has no room for another call. */
const busy = (route: Route): Promise<void> =>
  route.fulfill({
    status: 429,
    contentType: 'application/json',
    body: JSON.stringify({ code: 'resource_exhausted', message: 'Too many calls.' }),
  });

/** The first `times` calls are turned away; resolves with how many were made so far. */
export async function turnAway(page: Page, url: string, times: number): Promise<() => number> {
  let made = 0;
  await page.route(url, (route) => {
    made += 1;
    return made <= times ? busy(route) : route.continue();
  });
  return () => made;
}

/** The calls are rejected, but not before the returned function is called. */
export async function rejectLater(page: Page, url: string): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route(url, async (route) => {
    await promise;
    await route.fulfill({
      status: 400,
      contentType: 'application/json',
      body: JSON.stringify({ code: 'failed_precondition', message: 'This transaction cannot be deleted.' }),
    });
  });
  return resolve;
}

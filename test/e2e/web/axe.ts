/** What axe-core finds on a page: the rules of WCAG 2.2 A and AA, and best practices. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const MAX_HTML = 200;

type Found = {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
};

/** Each finding with its rule, the number of elements and the first of them. `rules` limits the search to some rules. */
export async function findings(page: Page, rules?: readonly string[]): Promise<string[]> {
  const options = { runOnly: rules ?? TAGS, resultTypes: ['violations'] };
  // Evaluated by the debugger, which the policy of the page's scripts does not bind.
  await page.evaluate(`typeof axe === 'object' || (() => { ${source} })()`);
  const found = (await page.evaluate(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`,
  )) as Found[];
  return found.map(({ id, nodes }) => {
    const [{ html, failureSummary }] = nodes as [Found['nodes'][number]];
    return `${id} (${nodes.length}): ${html.slice(0, MAX_HTML)} ${failureSummary.replaceAll(/\s+/g, ' ')}`;
  });
}

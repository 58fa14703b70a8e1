/** Every page of the app, and the dialogs and menus that open on it. */
import type { Page } from 'playwright-core';
import type { Messages } from '../../../web/src/i18n/messages/message-id.ts';

/** What opens over a page, by the button or the key that opens it. */
type Opening = { readonly name: string; readonly button?: string; readonly key?: string };
export type View = {
  readonly path: string;
  /** Its heading. */
  readonly ready: string;
  readonly openings?: readonly Opening[];
};

export const guestViews = (messages: Messages): View[] => [
  { path: '/sign-in', ready: messages['auth.sign-in.title'] },
  { path: '/register', ready: messages['auth.create-your-account'] },
  { path: '/forgot-password', ready: messages['auth.forgot-your-password'] },
  { path: '/check-mail?email=a@example.com', ready: messages['auth.check-your-mail'] },
  { path: '/verify?token=abc', ready: messages['auth.create-your-account'] },
  { path: '/reset-password?token=abc', ready: messages['auth.choose-a-new-password'] },
];

const of = (message: string, values: Readonly<Record<string, string>>): string =>
  message.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');

export const memberViews = (messages: Messages, isPhone: boolean): View[] => [
  ...mainViews(messages, isPhone),
  ...otherViews(messages),
];

const mainViews = (messages: Messages, isPhone: boolean): View[] => [
  {
    path: '/',
    ready: messages['overview.overview'],
    openings: [
      { name: 'bell', button: messages['app.notifications'] },
      { name: 'palette', button: messages['app.search-or-command'] },
      { name: 'menu', button: messages[isPhone ? 'app.more' : 'app.your-menu'] },
      { name: 'shortcuts', key: '?' },
    ],
  },
  {
    path: '/accounts',
    ready: messages['accounts.accounts'],
    openings: [
      { name: 'row-menu', button: of(messages['accounts.more-for-name'], { name: 'Card' }) },
      { name: 'dialog', button: messages['accounts.new-account'] },
    ],
  },
  {
    path: '/transactions',
    ready: messages['transactions.transactions'],
    openings: [
      { name: 'add', button: messages['transactions.add-transaction'] },
      { name: 'transfer', button: messages['transactions.record-a-transfer'] },
      {
        name: 'dates',
        button: of(messages['transactions.filter-by-label'], { label: messages['transactions.dates'] }),
      },
      { name: 'row', button: isPhone ? 'Market' : of(messages['transactions.more-for-name'], { name: 'Market' }) },
    ],
  },
];

const otherViews = (messages: Messages): View[] => [
  {
    path: '/budget',
    ready: messages['budget.budget'],
    openings: [{ name: 'dialog', button: messages['budget.create-a-budget'] }],
  },
  {
    path: '/recurring',
    ready: messages['recurring.recurring'],
    openings: [{ name: 'dialog', button: messages['recurring.add-schedule'] }],
  },
  { path: '/reports', ready: messages['reports.reports'] },
  { path: '/reports?report=spending', ready: messages['reports.reports'] },
  { path: '/reports?report=net-worth', ready: messages['reports.reports'] },
  { path: '/import', ready: messages['import.import'] },
  { path: '/alerts', ready: messages['alerts.notifications'] },
  { path: '/settings', ready: messages['settings.settings'] },
  {
    path: '/settings/categories',
    ready: messages['settings.categories'],
    openings: [{ name: 'dialog', button: messages['settings.new-category'] }],
  },
];

/** Opens it, runs what is to be seen of it, and closes it again. */
export async function whileOpen(page: Page, { button, key }: Opening, look: () => Promise<void>): Promise<void> {
  const overlay = page.getByRole('dialog').or(page.getByRole('menu')).first();
  if (key) await page.keyboard.press(key);
  else await page.getByRole('button', { name: button! }).filter({ visible: true }).first().click();
  await overlay.waitFor();
  await look();
  await page.keyboard.press('Escape');
  await overlay.waitFor({ state: 'hidden' });
}

/** Templates of mails: 560 px wide, one message and one button, a text part with the same content, light and dark colours. */
import { localeOf, text } from '../messages/messages.ts';
import type { Alert } from '../notification/rules.ts';

export type Mail = { readonly subject: string; readonly text: string; readonly html: string };

export const FROM = 'Melo <no-reply@melo.example>';

/** The data of mails about accounts. The name is empty unless the address is verified. */
export type AccountMailData = { readonly name: string; readonly locale: string; readonly token: string };

/** Verifies an address. It contains nothing that the person who registered has typed: they may be a stranger. */
export const verifyMail = ({ locale, token }: AccountMailData, publicUrl: string): Mail =>
  accountMail('verify', locale, linkTo('/verify', publicUrl, token));

/** Says that the address already has an account. */
export const accountExistsMail = ({ locale }: AccountMailData, publicUrl: string): Mail =>
  accountMail('exists', locale, linkTo('/sign-in', publicUrl));

/** The link that sets a new password. */
export const resetMail = ({ locale, token }: AccountMailData, publicUrl: string): Mail =>
  accountMail('reset', locale, linkTo('/reset-password', publicUrl, token));

/** Says that the password was changed, and what to do if somebody else did it. */
export const passwordChangedMail = ({ locale }: AccountMailData, publicUrl: string): Mail =>
  accountMail('changed', locale, linkTo('/forgot-password', publicUrl));

const accountMail = (kind: 'verify' | 'exists' | 'reset' | 'changed', locale: string, link: string): Mail =>
  layout(locale, text(locale, `${kind}.subject`), {
    title: text(locale, `${kind}.title`),
    body: text(locale, `${kind}.body`),
    button: text(locale, `${kind}.button`),
    why: text(locale, `${kind}.why`),
    link,
  });

function linkTo(path: string, publicUrl: string, token?: string): string {
  const link = new URL(path, publicUrl);
  if (token) link.searchParams.set('token', token);
  return link.href;
}

/** The mail of an alert: the text of the notification, and how to stop these mails. */
export const alertMail = (alert: Alert, locale: string, publicUrl: string): Mail =>
  layout(locale, alert.title, {
    title: alert.title,
    body: alert.body,
    button: text(locale, 'alert.button'),
    link: new URL(alert.path, publicUrl).href,
    why: text(locale, 'alert.why', alert.values),
  });

type Content = { title: string; body: string; button: string; link: string; why: string };

/** Colours of the app's theme, light and dark. */
const light = { page: '#f6f7f7', card: '#ffffff', line: '#e3e6e6', text: '#1b2021', quiet: '#5b6566' } as const;
const dark = { page: '#121516', card: '#1b2021', line: '#2d3435', text: '#eef1f1', quiet: '#a3adae' } as const;
const accent = { light: '#0f766e', dark: '#2dd4bf', onLight: '#ffffff', onDark: '#062b28' } as const;
const FONT = "Inter, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

function layout(locale: string, subject: string, content: Content): Mail {
  const { title, body, button, link, why } = content;
  return {
    subject: oneLine(subject),
    text: `${title}\n\n${body}\n\n${button}: ${link}\n\n--\n${why}\n`,
    html: page(localeOf(locale), oneLine(subject), {
      title: escaped(title),
      body: escaped(body),
      button: escaped(button),
      link: escaped(link),
      why: escaped(why),
    }),
  };
}

const page = (locale: string, subject: string, { title, body, button, link, why }: Content): string => `<!doctype html>
<html lang="${escaped(locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escaped(subject)}</title>
<style>
@media (prefers-color-scheme: dark) {
  .page { background: ${dark.page} !important; }
  .card { background: ${dark.card} !important; border-color: ${dark.line} !important; }
  .text { color: ${dark.text} !important; }
  .quiet { color: ${dark.quiet} !important; }
  .button { background: ${accent.dark} !important; color: ${accent.onDark} !important; }
}
</style>
</head>
<body class="page" style="margin:0;padding:24px 12px;background:${light.page};font-family:${FONT}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center">
<table role="presentation" width="560" cellpadding="0" cellspacing="0" style="width:100%;max-width:560px">
<tr><td class="card" style="padding:28px;background:${light.card};border:1px solid ${light.line};border-radius:12px">
<h1 class="text" style="margin:0 0 12px;font-size:20px;line-height:28px;font-weight:600;color:${light.text}">${title}</h1>
<p class="text" style="margin:0 0 24px;font-size:14px;line-height:22px;color:${light.text};font-variant-numeric:tabular-nums">${body}</p>
<a class="button" href="${link}" style="display:inline-block;padding:10px 20px;border-radius:8px;background:${accent.light};color:${accent.onLight};font-size:14px;font-weight:600;text-decoration:none">${button}</a>
</td></tr>
<tr><td class="quiet" style="padding:16px 28px;font-size:12px;line-height:18px;color:${light.quiet}">${why}</td></tr>
</table>
</td></tr></table>
</body>
</html>
`;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (mark) => entities[mark]!);

/** A header has one line, whatever a name contains. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

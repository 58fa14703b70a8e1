/** Texts of the catalogue in the language shown. ICU messages: plurals, choices and arguments are formatted by intl-messageformat. */
import { IntlMessageFormat } from 'intl-messageformat';
import { createElement, Fragment, type ReactNode } from 'react';
import { en } from './messages/en/index.ts';
import type { MessageId, Messages } from './messages/message-id.ts';

/** All messages, or those that are shown without a session. */
type Catalogue = Readonly<Partial<Messages>>;
type Value = string | number | Date;

let language = 'en';
let catalogue: Catalogue = en;
/** Formats by message; made at the first use. */
const formats = new Map<MessageId, IntlMessageFormat>();

/** Only for `language.ts`: the catalogue that `text` reads. */
export function showMessages(name: string, messages: Catalogue): void {
  [language, catalogue] = [name, messages];
  formats.clear();
}

function formatOf(id: MessageId): IntlMessageFormat {
  const known = formats.get(id);
  if (known) return known;
  const message = catalogue[id];
  if (message === undefined) throw new Error(`There is no message ${id}.`);
  const format = new IntlMessageFormat(message, language);
  formats.set(id, format);
  return format;
}

/** Whether the catalogue that is shown has a message with this ID. */
export const isMessage = (id: string): id is MessageId => Object.hasOwn(catalogue, id);

/** The text of a message. `values` are its arguments; amounts and dates are passed as formatted text. */
export const text = (id: MessageId, values?: Readonly<Record<string, Value>>): string =>
  formatOf(id).format(values) as string;

type Rich = Value | ReactNode | ((chunks: ReactNode[]) => ReactNode);

/** The text of a message with elements in it: `<link>here</link>` is rendered by `values.link`. */
export const richText = (id: MessageId, values: Readonly<Record<string, Rich>>): ReactNode =>
  createElement(Fragment, null, ...[formatOf(id).format<ReactNode>(values as never) as ReactNode].flat());

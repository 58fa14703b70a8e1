/** Texts of the catalogue in the language shown. ICU messages: plurals, choices and arguments are formatted by @formatjs/intl. */
import { createIntl, createIntlCache } from '@formatjs/intl';
import { createElement, Fragment, type ReactNode } from 'react';
import { en } from './messages/en/index.ts';
import type { MessageId, Messages } from './messages/message-id.ts';

type Value = string | number | Date;

const cache = createIntlCache();
const intlOf = (language: string, messages: Messages) =>
  createIntl<ReactNode>(
    {
      locale: language,
      messages,
      onError: (error) => {
        throw error;
      },
    },
    cache,
  );
let intl = intlOf('en', en);

/** Only for `language.ts`: the catalogue that `text` reads. */
export function showMessages(language: string, messages: Messages): void {
  intl = intlOf(language, messages);
}

/** The text of a message. `values` are its arguments; amounts and dates are passed as formatted text. */
export const text = (id: MessageId, values?: Readonly<Record<string, Value>>): string =>
  intl.formatMessage({ id }, values) as string;

type Rich = Value | ReactNode | ((chunks: ReactNode[]) => ReactNode);

/** The text of a message with elements in it: `<link>here</link>` is rendered by `values.link`. */
export const richText = (id: MessageId, values: Readonly<Record<string, Rich>>): ReactNode =>
  createElement(Fragment, null, ...[intl.formatMessage({ id }, values as never) as ReactNode].flat());

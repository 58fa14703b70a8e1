/** The messages of the built app are parsed when it is built: the parser is as large as all of them. */
import { parse } from '@formatjs/icu-messageformat-parser';
import type { Plugin } from 'vite';
import { first as firstDe } from './src/i18n/messages/de/first.ts';
import { de } from './src/i18n/messages/de/index.ts';
import { first as firstEn } from './src/i18n/messages/en/first.ts';
import { en } from './src/i18n/messages/en/index.ts';

type Catalogue = Readonly<Record<string, string>>;
type Catalogues = { readonly all: Catalogue; readonly first: Catalogue };
const catalogues: Readonly<Record<string, Catalogues>> = {
  de: { all: de, first: firstDe },
  en: { all: en, first: firstEn },
};
const LITERAL = 0;

export const parsedMessages = (): Plugin => ({
  name: 'melo-parsed-messages',
  apply: 'build',
  // Before Vite resolves the file.
  enforce: 'pre',
  config: () => ({
    resolve: {
      alias: [
        {
          find: /^@formatjs\/icu-messageformat-parser$/,
          replacement: '@formatjs/icu-messageformat-parser/no-parser.js',
        },
      ],
    },
  }),
  resolveId: {
    filter: { id: /messages\/en\/index\.ts$/ },
    // The messages that code starts with: all of them in tests, the first ones in the browser.
    handler(source, importer) {
      return importer?.endsWith('/i18n/text.ts')
        ? this.resolve(source.replace('index.ts', 'start.ts'), importer)
        : undefined;
    },
  },
  transform: {
    filter: { id: /\/i18n\/messages\/\w+\/(index|first)\.ts$/ },
    handler(_, id) {
      const [language, name] = id.split('/').slice(-2);
      const catalogue = catalogues[language!]!;
      const code =
        name === 'first.ts'
          ? `${messagesOf(catalogue.first)} export const first = messages;`
          : `import { first } from './first.ts'; ${messagesOf(others(catalogue))} export const ${language} = { ...first, ...messages };`;
      return { code, moduleType: 'js', map: null };
    },
  },
});

/** Without those that the first file has. */
const others = ({ all, first }: Catalogues): Catalogue =>
  Object.fromEntries(Object.entries(all).filter(([id]) => !Object.hasOwn(first, id)));

/** A text without arguments stays a string in the file, and becomes the one element that a parsed message has. */
function messagesOf(catalogue: Catalogue): string {
  const messages = Object.fromEntries(Object.entries(catalogue).map(([id, message]) => [id, parsed(message)]));
  return `const messages = ${JSON.stringify(messages)};
for (const id in messages) if (typeof messages[id] === 'string') messages[id] = [{ type: ${LITERAL}, value: messages[id] }];`;
}

function parsed(message: string) {
  const elements = parse(message, { shouldParseSkeletons: true });
  const [only] = elements;
  return elements.length === 1 && only?.type === LITERAL ? only.value : elements;
}

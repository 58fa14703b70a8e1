/** Every language has every message; a key that is missing in one is a type error. */
import type { en } from './en/index.ts';

export type MessageId = keyof typeof en;
export type Messages = Readonly<Record<MessageId, string>>;

/** The messages of one file, with the keys of its English version. */
export type Translation<English extends Readonly<Record<string, string>>> = Readonly<Record<keyof English, string>>;

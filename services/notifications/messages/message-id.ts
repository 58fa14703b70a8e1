/** Every language has every message; a key that is missing in one is a type error. */
import type { en } from './en.ts';

export type MessageId = keyof typeof en;
export type Messages = Readonly<Record<MessageId, string>>;

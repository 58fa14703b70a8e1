import type { overview as english } from '../en/overview.ts';
import type { Translation } from '../message-id.ts';

export const overview: Translation<typeof english> = {};

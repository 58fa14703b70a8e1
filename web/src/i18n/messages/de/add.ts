import type { add as english } from '../en/add.ts';
import type { Translation } from '../message-id.ts';

export const add: Translation<typeof english> = {};

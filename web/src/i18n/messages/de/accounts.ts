import type { accounts as english } from '../en/accounts.ts';
import type { Translation } from '../message-id.ts';

export const accounts: Translation<typeof english> = {};

import type { transactions as english } from '../en/transactions.ts';
import type { Translation } from '../message-id.ts';

export const transactions: Translation<typeof english> = {};

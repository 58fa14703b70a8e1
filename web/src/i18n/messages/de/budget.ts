import type { budget as english } from '../en/budget.ts';
import type { Translation } from '../message-id.ts';

export const budget: Translation<typeof english> = {};

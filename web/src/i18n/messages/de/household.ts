import type { household as english } from '../en/household.ts';
import type { Translation } from '../message-id.ts';

export const household: Translation<typeof english> = {};

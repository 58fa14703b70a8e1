import type { importing as english } from '../en/import.ts';
import type { Translation } from '../message-id.ts';

export const importing: Translation<typeof english> = {};

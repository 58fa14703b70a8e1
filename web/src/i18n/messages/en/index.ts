/** All English messages; a feature's messages are in the file of its name. */
import { auth } from './auth.ts';

export const en = { ...auth } as const;

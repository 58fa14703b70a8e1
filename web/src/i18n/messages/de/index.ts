/** All German messages; a feature's messages are in the file of its name. */
import type { Messages } from '../message-id.ts';
import { auth } from './auth.ts';

export const de: Messages = { ...auth };

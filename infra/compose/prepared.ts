/** The mark that everything in the volume is prepared. */
import { join } from 'node:path';

export const doneFile = (folder: string): string => join(folder, 'done');

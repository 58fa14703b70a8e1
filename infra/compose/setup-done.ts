/** Health check of the setup container: ends with 0 when everything is prepared. */
import { stat } from 'node:fs/promises';
import { DATA } from './places.ts';
import { doneFile } from './prepared.ts';

await stat(doneFile(DATA));

/** Writes mesh/schema.graphql from the contracts: `node mesh/compose.ts`. */
import { writeFile } from 'node:fs/promises';
import { compose, contractsOfSources } from './schema/loader.ts';

await writeFile(new URL('schema.graphql', import.meta.url), await compose(await contractsOfSources()));

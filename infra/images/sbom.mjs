/** `node sbom.mjs FOLDER` prints the bill of materials (CycloneDX) of the packages that npm has installed in FOLDER, no more and no fewer. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder] = process.argv.slice(2);
const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const { packages } = JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8'));

const components = Object.entries(packages).map(([path, { version, license, integrity = '' }]) => {
  const name = path.split('node_modules/').at(-1);
  const [algorithm, hash = ''] = integrity.split('-');
  return {
    type: 'library',
    name,
    version,
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    ...(license && { licenses: [{ expression: license }] }),
    ...(algorithm === 'sha512' && {
      hashes: [{ alg: 'SHA-512', content: Buffer.from(hash, 'base64').toString('hex') }],
    }),
  };
});

const component = { type: 'application', name, version };
const runtime = { type: 'application', name: 'node', version: process.versions.node };
console.log(
  JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component },
    components: [runtime, ...components],
  }),
);

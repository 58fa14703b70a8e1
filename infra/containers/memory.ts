/**
 * How much memory each container may have. Measured on an idle stack (`npm run stack:status`): services 98 to 226 MiB, the gateway
 * 175, the web 37, an Envoy 17 to 20; docs/performance.md has them under load.
 */
import { MAX_HEAP_MB } from '../../envoy/config/overload.ts';
import { gateway, type Process } from '../topology.ts';

/** Largest heaps of Node, as infra/local sets them. */
const HEAP_MB = { service: 256, gateway: 512, web: 128 } as const;
/** What Node uses beyond its heap: code, buffers, stacks. */
const NATIVE_MB = 192;
/** What Envoy uses beyond its heap. */
const ENVOY_NATIVE_MB = 96;

export const heapOf = ({ name }: Pick<Process, 'name'>): number =>
  name === gateway.name ? HEAP_MB.gateway : HEAP_MB.service;

export const memoryOf = (process: Pick<Process, 'name'>): number => heapOf(process) + NATIVE_MB;
export const webMemory = HEAP_MB.web + NATIVE_MB;
export const envoyMemory = {
  edge: MAX_HEAP_MB.edge + ENVOY_NATIVE_MB,
  sidecar: MAX_HEAP_MB.sidecar + ENVOY_NATIVE_MB,
} as const;

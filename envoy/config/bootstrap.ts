/** The bootstrap of one Envoy: its name, admin socket, limits, listeners and clusters. */
import { collectorCluster } from './clusters.ts';
import { collectorName } from './http.ts';
import { type Json, privatePipe } from './json.ts';
import { overloadManager } from './overload.ts';

export type Bootstrap = {
  readonly name: string;
  /** Path of the admin socket. */
  readonly admin: string;
  readonly collector: URL | undefined;
  /** Connections from outside at once. */
  readonly maxConnections: number;
  /** Memory in use at which it sheds load; it takes more from the system, for memory that was freed is kept for a while. */
  readonly maxHeapMb: number;
  readonly listeners: readonly Json[];
  readonly clusters: readonly Json[];
};

/** Counts a thread that hangs for 10 s, and logs one that hangs for a minute. */
const WATCHDOG: Json = { miss_timeout: '10s', megamiss_timeout: '60s' };

export const bootstrap = ({
  name,
  admin,
  collector,
  maxConnections,
  maxHeapMb,
  listeners,
  clusters,
}: Bootstrap): Json => ({
  node: { id: name, cluster: 'melo' },
  admin: { address: privatePipe(admin) },
  overload_manager: overloadManager(maxConnections, maxHeapMb),
  // By default both wake an idle Envoy several times a second.
  watchdogs: { main_thread_watchdog: WATCHDOG, worker_watchdog: WATCHDOG },
  stats_flush_interval: '60s',
  static_resources: {
    listeners,
    clusters: [...clusters, ...(collector ? [collectorCluster(collectorName, collector)] : [])],
  },
});

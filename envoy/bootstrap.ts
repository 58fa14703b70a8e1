/** The frame of one Envoy: who it is, its admin socket, its limits, what it listens to and where it goes. */
import { collectorCluster } from './clusters.ts';
import { collectorName } from './http.ts';
import { type Json, privatePipe, typed } from './json.ts';

export type Bootstrap = {
  readonly name: string;
  /** Path of the admin socket. */
  readonly admin: string;
  readonly collector: URL | undefined;
  /** Connections from outside at once. */
  readonly maxConnections: number;
  readonly listeners: readonly Json[];
  readonly clusters: readonly Json[];
};

export const bootstrap = ({ name, admin, collector, maxConnections, listeners, clusters }: Bootstrap): Json => ({
  node: { id: name, cluster: 'melo' },
  admin: { address: privatePipe(admin) },
  overload_manager: {
    resource_monitors: [
      {
        name: 'envoy.resource_monitors.global_downstream_max_connections',
        typed_config: typed(
          'envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig',
          { max_active_downstream_connections: maxConnections },
        ),
      },
    ],
  },
  static_resources: {
    listeners,
    clusters: [...clusters, ...(collector ? [collectorCluster(collectorName, collector)] : [])],
  },
});

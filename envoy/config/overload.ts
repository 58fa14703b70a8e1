/** How an Envoy sheds load in steps, so that it never runs out of memory. */
import { type Json, typed } from './json.ts';

const MONITOR = 'envoy.extensions.resource_monitors';
const HEAP = 'envoy.resource_monitors.fixed_heap';
const MIB = 1024 * 1024;
/** Streams with less than 2^20 bytes are not distinguished. */
const TRACKED_POWER_OF_TWO = 20;

/** Memory at which an Envoy sheds all load; its container must have more. */
export const MAX_HEAP_MB = { edge: 512, sidecar: 256 } as const;

export const overloadManager = (maxConnections: number, maxHeapMb: number): Json => ({
  refresh_interval: '0.25s',
  resource_monitors: [
    {
      name: HEAP,
      typed_config: typed(`${MONITOR}.fixed_heap.v3.FixedHeapConfig`, { max_heap_size_bytes: maxHeapMb * MIB }),
    },
    {
      name: 'envoy.resource_monitors.global_downstream_max_connections',
      typed_config: typed(`${MONITOR}.downstream_connections.v3.DownstreamConnectionsConfig`, {
        max_active_downstream_connections: maxConnections,
      }),
    },
  ],
  buffer_factory_config: { minimum_account_to_track_power_of_two: TRACKED_POWER_OF_TWO },
  actions: [
    // First whoever only waits has less time, …
    {
      ...when('reduce_timeouts', { scaled: { scaling_threshold: 0.7, saturation_threshold: 0.9 } }),
      ...reducedTimeouts,
    },
    when('shrink_heap', { threshold: { value: 0.85 } }),
    // … then streams that hold much are reset, …
    when('reset_high_memory_stream', { scaled: { scaling_threshold: 0.85, saturation_threshold: 0.98 } }),
    when('disable_http_keepalive', { threshold: { value: 0.9 } }),
    // … and at last nothing new is taken.
    when('stop_accepting_requests', { threshold: { value: 0.95 } }),
    when('stop_accepting_connections', { threshold: { value: 0.98 } }),
  ],
});

const when = (action: string, trigger: Json): Json => ({
  name: `envoy.overload_actions.${action}`,
  triggers: [{ name: HEAP, ...trigger }],
});

const reducedTimeouts: Json = {
  typed_config: typed('envoy.config.overload.v3.ScaleTimersOverloadActionConfig', {
    timer_scale_factors: [
      { timer: 'HTTP_DOWNSTREAM_CONNECTION_IDLE', min_timeout: '2s' },
      { timer: 'TRANSPORT_SOCKET_CONNECT', min_timeout: '2s' },
    ],
  }),
};

/** Folders, files, ports and users inside the containers of Compose and Kubernetes; the same in both. */

/** User and group of every process; of no meaning outside. Sockets are open to it alone. */
export const USER = 65532;

/** Mounted from the volume or the Secrets of one process. */
export const SECRETS = '/run/melo/secrets';
/** Sockets that a process shares with its Envoy. */
export const SOCKETS = '/run/melo/sockets';
/** What only Envoy may open. */
export const ADMIN = '/run/melo/admin';
/** Configuration and certificates of one Envoy. */
export const ENVOY = { config: '/etc/melo/envoy', pki: '/etc/melo/pki' } as const;

export const PORTS = {
  /** The edge for the world; ports below 1024 are for root. */
  edge: 8080,
  edgeTls: 8443,
  /** Sidecars for each other. */
  sidecar: 8444,
  probes: 8085,
  drain: 8086,
} as const;

export const socketOf = (name: string): string => `${SOCKETS}/${name}.sock`;
export const egressOf = (name: string): string => `${SOCKETS}/${name}-out.sock`;

/** Name of a process's Envoy, as a container of Compose and as a Service of Kubernetes. */
export const sidecarOf = (name: string): string => `${name}-sidecar`;

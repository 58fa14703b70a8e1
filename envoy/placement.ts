/** Where the processes of one target are, as their Envoys need to know it: the checkout's own addresses, or those in containers. */

export type Placement = {
  /** Folders that Envoy reads at run time: PEM files and the key set, and the files that name them. */
  readonly pki: string;
  readonly envoy: string;
  readonly sockets: {
    service(name: string): string;
    egress(name: string): string;
    admin(name: string): string;
  };
  readonly ports: {
    readonly edge: number;
    readonly edgeTls: number;
    readonly sidecar: Readonly<Record<string, number>>;
  };
  readonly urls: { readonly web: string; readonly edgeTls: string };
  /** Set where each process has a network of its own; without it all are on the loopback of one machine. */
  readonly network?: Network;
};

export type Network = {
  /** Name that resolves to all instances of a process's sidecar. */
  readonly host: (name: string) => string;
  /** Port of health checks, and the one on the loopback that drains (probes.ts). */
  readonly ports: { readonly probes: number; readonly drain: number };
  /** Addresses of the listeners for others, all without it; and of the one that drains. */
  readonly bind?: { readonly others: string; readonly own: string };
};

/** The address that listeners for other processes bind. */
export const bound = ({ network }: Placement): string => (network ? (network.bind?.others ?? '0.0.0.0') : '127.0.0.1');

import type { ConnectRouter } from '@connectrpc/connect';

/** Adds a process's implementations to a router. */
export type Routes = (router: ConnectRouter) => void;

/** Pieces of Envoy configuration are plain objects; extensions carry the name of their type. */

export type Json = { readonly [key: string]: unknown };

/** An extension's configuration: `type` is its protobuf message without the `type.googleapis.com/` before it. */
export const typed = (type: string, value: Json = {}): Json => ({ '@type': `type.googleapis.com/${type}`, ...value });

/** A TCP address on this machine. */
export const tcp = (address: string, port: number): Json => ({ socket_address: { address, port_value: port } });

/** A Unix socket that only this user may open. */
export const privatePipe = (path: string): Json => ({ pipe: { path, mode: 0o600 } });

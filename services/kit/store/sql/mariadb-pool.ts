/** Connections to MariaDB by its own driver. */
import { createPool, type Pool, type PoolConfig } from 'mariadb';
import { tlsOf } from '../../service/tls.ts';

/** As many as the ORM's pool. */
const MAX_CONNECTIONS = 10;
const ACQUIRE_TIMEOUT_MS = 10_000;

/** Connects when the first connection is needed. */
export function openMariadbPool(url: string, options: PoolConfig = {}): Pool {
  const { hostname: host, port, username, password, pathname } = new URL(url);
  return createPool({
    host,
    port: Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: pathname.slice(1),
    ...tlsOf(url),
    connectionLimit: MAX_CONNECTIONS,
    minimumIdle: 0,
    acquireTimeout: ACQUIRE_TIMEOUT_MS,
    ...options,
  });
}

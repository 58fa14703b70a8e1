/** Reads PostgreSQL by prepared statements, for the queries of every call. MikroORM costs several times as much CPU for each row. */
import pg from 'pg';
import { tlsOf } from '../../service/tls.ts';
import { POOL } from './database.ts';

/** How long a query waits for a connection. */
const CONNECT_TIMEOUT_MS = 5_000;

/** A statement that each connection prepares once. */
export type Statement = { readonly name: string; readonly text: string };

/** Runs a statement and returns its rows: cells in the order of the columns, `bigint` and `numeric` as text. */
export type Read = <Row extends readonly unknown[]>(statement: Statement, values: readonly unknown[]) => Promise<Row[]>;

export type PgReader = {
  readonly read: Read;
  /** Runs `work`, which reads one snapshot of the store. It gets the only connection that it may use. */
  snapshot<Result>(work: (read: Read) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
};

/** A statement with a name that no other one of the service has. `?` stands for a parameter, as in MikroORM's statements. */
export function statement(name: string, text: string): Statement {
  let parameters = 0;
  return { name, text: text.replaceAll('?', () => `$${++parameters}`) };
}

/**
 * Opens a pool of its own, beside that of `openDatabase`: a call that holds a connection of one pool never waits for another
 * connection of the same pool.
 */
export function openPgReader({
  url,
  schema,
}: {
  readonly url: string;
  readonly schema?: string | undefined;
}): PgReader {
  const pool = new pg.Pool({
    connectionString: withoutParameters(url),
    ...tlsOf(url),
    ...(schema && { options: `-c search_path=${schema}` }),
    ...POOL,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  });
  // An error event without a listener ends the process. The pool drops the connection, and its query is rejected.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return {
    read: readOn(pool),
    async snapshot(work) {
      const client = await pool.connect();
      let ended = false;
      try {
        await client.query('begin isolation level repeatable read read only');
        try {
          return await work(readOn(client));
        } finally {
          await client.query('commit');
          ended = true;
        }
      } finally {
        client.release(!ended);
      }
    },
    close: () => pool.end(),
  };
}

const readOn =
  (connection: pg.Pool | pg.PoolClient): Read =>
  async <Row extends readonly unknown[]>({ name, text }: Statement, values: readonly unknown[]): Promise<Row[]> => {
    const { rows } = await connection.query<unknown[]>({ name, text, values: [...values], rowMode: 'array' });
    return rows as unknown as Row[];
  };

/** The address without what `tlsOf` reads; the driver would take its own TLS options from it instead. */
function withoutParameters(url: string): string {
  const plain = new URL(url);
  plain.search = '';
  return plain.href;
}

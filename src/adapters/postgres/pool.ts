import type { Log } from '#base';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { Pool, types, type PoolClient, type PoolConfig } from 'pg';
import { translateOutage, withOutages } from './outage.ts';
import { openStatementNames, type StatementNames } from './statement-names.ts';

/** Time in which a server that lives has accepted a connection. */
export const usualConnectMs = 5_000;
/** Longest statement of the product; a sweep over a large library stays well below. */
export const statementMs = 60_000;
/** Above `statementMs`, so that the server answers first where it still can. */
const answerMs = statementMs + 5_000;

const int8Oid = 20;

/** Ids and counts stay below 2^53, so int8 becomes a plain number. */
const typeParsers: NonNullable<PoolConfig['types']> = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === int8Oid && format !== 'binary' ? Number : types.getTypeParser(oid, format as 'text')
  ) as typeof types.getTypeParser,
};

/** How every connection of ours is opened. */
export function connectionConfig(url: string, connectMs = usualConnectMs): PoolConfig {
  return {
    connectionString: url,
    application_name: 'prepress',
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    types: typeParsers,
  };
}

/** A pool for kysely that survives the death of its connections and names outages. */
export function openPool(url: string, maxConnections: number, log: Log, connectMs = usualConnectMs): PostgresPool {
  const pool = new Pool({
    ...connectionConfig(url, connectMs),
    max: maxConnections,
    idleTimeoutMillis: 60_000,
    statement_timeout: statementMs,
    query_timeout: answerMs,
    idle_in_transaction_session_timeout: statementMs,
  });
  // Without these listeners a connection that dies while idle, or between two statements, ends the process.
  pool.on('error', (error) => log.warn('database connection lost', { reason: error.message }));
  pool.on('connect', (client) => client.on('error', () => undefined));
  const wrapped = new WeakMap<PoolClient, PostgresPoolClient>();
  const names = openStatementNames();
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await withOutages(pool.connect());
      const known = wrapped.get(client) ?? wrapClient(client, names);
      wrapped.set(client, known);
      return known;
    },
  };
}

/** A connection that met an outage is not handed out again: its socket may not have noticed yet. */
function wrapClient(client: PoolClient, names: StatementNames): PostgresPoolClient {
  let isBroken = false;
  const query = async (text: string, values: readonly unknown[]) => {
    const name = names.nameOf(text);
    try {
      return await client.query({ text, values: [...values], ...(name !== undefined && { name }) });
    } catch (thrown) {
      const translated = translateOutage(thrown);
      isBroken ||= translated !== thrown;
      throw translated;
    }
  };
  const { processID } = client as { readonly processID?: number };
  return {
    ...(processID === undefined ? {} : { processID }),
    // kysely asks for cursors only when configured with one, which we do not.
    query: query as unknown as PostgresPoolClient['query'],
    release: (destroy?: boolean) => client.release(destroy === true || isBroken),
  };
}

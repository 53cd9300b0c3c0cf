import { join } from 'node:path';
import type { Log } from '#base';
import type { Database, OpenDatabase } from '#ports';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { migrate } from './migrate.ts';
import { openPool } from './pool.ts';

/** The migrations of this version. */
export const migrationsFolder = join(import.meta.dirname, '../../../migrations');

export type PostgresOptions = {
  readonly url: string;
  /** Connections of this process, 1..1000; further queries wait for a free one. */
  readonly maxConnections: number;
  readonly log: Log;
  /** Time in which a connection must be there. Default 5000. */
  readonly connectMs?: number;
  /** Default: the migrations of this version. */
  readonly migrationsFolder?: string;
};

/** Opens a PostgreSQL database without connecting yet; an outage shows as DATABASE_DOWN and heals by itself. */
export async function openPostgres(options: PostgresOptions): Promise<OpenDatabase> {
  const { url, maxConnections, log } = options;
  const pool = openPool(url, maxConnections, log, options.connectMs);
  const database: Database = new Kysely({ dialect: new PostgresDialect({ pool }) });
  let closing: Promise<void> | undefined;
  return {
    database,
    url,
    migrate: () => migrate(url, options.migrationsFolder ?? migrationsFolder, log),
    async ping() {
      await sql`select 1`.execute(database);
    },
    close() {
      // kysely ends a pool only after a first query; the pool has nothing to end before one.
      closing ??= database.destroy();
      return closing;
    },
  };
}

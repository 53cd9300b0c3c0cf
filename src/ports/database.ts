import { sql, type Kysely, type Transaction as KyselyTransaction } from 'kysely';

/**
 * A PostgreSQL database. Rooms name only their own tables: `database.withTables<JobTables>()`.
 * Plain SQL goes through kysely's `sql` tag.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- no tables until a room names its own
export type Database = Kysely<{}>;

/** An open transaction, handed down by the room that opened it. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- as above
export type Transaction = KyselyTransaction<{}>;

/** Either of the two: reads that may run inside or outside a transaction. */
export type Queryable = Database | Transaction;

/** How the text of a statement begins that a connection is to keep parsed and planned. */
export const keptMark = '/* kept */';

/** Put first into a statement that runs for every file: a connection then parses and plans it once. What a partial index
 *  goes by (a state) must stand in its text: a plan that is kept cannot look into parameters. */
export const kept = sql.raw(keptMark);

/** What an adapter gives `app`: the database and what belongs to its life. */
export interface OpenDatabase {
  readonly database: Database;
  /** Connection string for tools that bring their own driver (the queue). */
  readonly url: string;
  /** Applies migrations that have not run yet; safe to call from several processes at once.
   *  @returns names of those it applied. */
  migrate(): Promise<readonly string[]>;
  /** Resolves when the database answers. @throws DATABASE_DOWN */
  ping(): Promise<void>;
  close(): Promise<void>;
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpenDatabase } from '#ports';
import { sql } from 'kysely';

/** Something that opens an empty database and removes it on dispose. */
export type OpenEmptyDatabase = () => Promise<AsyncDisposable & { readonly open: OpenDatabase }>;

type ThingTables = { thing: { id: number; name: string; addedAt: Date | null } };

/** What every adapter of the port OpenDatabase must do. */
export function databaseContract(openEmpty: OpenEmptyDatabase): void {
  const openWithThings = async () => {
    const world = await openEmpty();
    await sql`create table thing (id bigint primary key, name text not null, "addedAt" timestamptz)`.execute(world.open.database);
    return { world, things: world.open.database.withTables<ThingTables>() };
  };

  test('64-bit ids and counts arrive as plain numbers', async () => {
    const { world, things } = await openWithThings();
    await using _ = world;
    await things.insertInto('thing').values({ id: 9_007_199_254_740_991, name: 'largest' }).execute();
    const row = await things.selectFrom('thing')
      .select((the) => ['id', the.fn.countAll().as('count')]).groupBy('id').executeTakeFirstOrThrow();
    assert.deepEqual(row, { id: 9_007_199_254_740_991, count: 1 });
  });

  test('times come back as the instants they were', async () => {
    const { world, things } = await openWithThings();
    await using _ = world;
    const addedAt = new Date('2026-07-01T10:20:30.123Z');
    await things.insertInto('thing').values({ id: 1, name: 'timed', addedAt }).execute();
    assert.deepEqual(await things.selectFrom('thing').select('addedAt').executeTakeFirst(), { addedAt });
  });

  test('letters of any language have their upper and lower case', async () => {
    await using world = await openEmpty();
    const { rows } = await sql<{ lower: string }>`select lower('STRAẞE ÉTÉ ΣΊΣΥΦΟΣ') as lower`.execute(world.open.database);
    assert.equal(rows[0]?.lower.slice(0, 10), 'straße été');
  });

  test('a transaction that throws leaves nothing', async () => {
    const { world, things } = await openWithThings();
    await using _ = world;
    await assert.rejects(things.transaction().execute(async (transaction) => {
      await transaction.insertInto('thing').values({ id: 1, name: 'lost' }).execute();
      throw new Error('changed my mind');
    }), /changed my mind/);
    assert.deepEqual(await things.selectFrom('thing').selectAll().execute(), []);
  });

  test('a broken rule of the database is not taken for an outage', async () => {
    const { world, things } = await openWithThings();
    await using _ = world;
    await things.insertInto('thing').values({ id: 1, name: 'first' }).execute();
    await assert.rejects(things.insertInto('thing').values({ id: 1, name: 'second' }).execute(), { code: '23505' });
  });

  test('more queries than connections wait their turn', async () => {
    await using world = await openEmpty();
    const answers = await Promise.all(Array.from({ length: 60 }, async (_, number) => {
      const { rows } = await sql<{ n: number }>`select ${number}::bigint as n`.execute(world.open.database);
      return rows[0]?.n;
    }));
    assert.deepEqual(answers, Array.from({ length: 60 }, (_, number) => number));
  });

  test('queries succeed again after every session was ended from outside', async () => {
    await using world = await openEmpty();
    const { database } = world.open;
    await sql`select 1`.execute(database);
    const killer = sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()`;
    await assert.rejects(killer.execute(database), { code: 'DATABASE_DOWN' });
    const { rows } = await sql<{ n: number }>`select 7::bigint as n`.execute(database);
    assert.deepEqual(rows, [{ n: 7 }]);
    await world.open.ping();
  });

  test('a session that dies within a transaction ends it as an outage', async () => {
    await using world = await openEmpty();
    const { database } = world.open;
    await assert.rejects(database.transaction().execute(async (transaction) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
      await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(database);
      await sql`select 1`.execute(transaction);
    }), { code: 'DATABASE_DOWN' });
    await world.open.ping();
  });
}

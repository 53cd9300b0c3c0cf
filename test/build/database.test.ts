import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { openTestDatabase } from './database.ts';

test('two test databases do not see each other', async () => {
  await using first = await openTestDatabase();
  await using second = await openTestDatabase();
  await sql`create table thing (id int8)`.execute(first.database);
  const { rows } = await sql<{ table: string | null }>`select to_regclass('thing')::text as table`.execute(second.database);
  assert.deepEqual(rows, [{ table: null }]);
});

test('a test database carries the migrations of this checkout', async () => {
  await using world = await openTestDatabase();
  assert.deepEqual(await world.open.migrate(), []);
});

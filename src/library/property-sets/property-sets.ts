import { sql, type RawBuilder } from 'kysely';
import { Failure } from '#base';
import type { Clock, Database, Queryable, Transaction } from '#ports';
import { anyOf } from '../reading.ts';
import { cleanProperties } from './properties.ts';
import { systemPropertySetTypes, type Property, type PropertyOwner, type PropertySet, type PropertySets, type PropertySetType } from './types.ts';

type Long = string | number;
type TypeRow = { readonly id: Long; readonly company_id: Long | null; readonly name: string; readonly property_type: PropertySetType['propertyType']; readonly allow_multiple: boolean };
type SetRow = { readonly id: Long; readonly type_id: Long; readonly company_id: Long | null; readonly user_id: Long | null; readonly properties: readonly Property[] };

const longestTypeName = 200;
const setColumns = sql.raw('id, type_id, company_id, user_id, properties');

/** Property sets on their tables. */
export function openPropertySets(database: Database, clock: Clock): PropertySets {
  return {
    async types(companyId) {
      const own = companyId === undefined ? sql`` : sql`or company_id = ${companyId}`;
      return selectTypes(database, sql`company_id is null ${own}`);
    },
    typeById: async (typeId) => (await selectTypes(database, sql`id = ${typeId}`))[0],
    createType: (type) => insertType(database, type),
    async removeType(typeId) {
      if (Object.values<number>(systemPropertySetTypes).includes(typeId)) {
        throw new Failure('INVALID_PARAMETER', { name: 'typeHandle', expected: 'a type that was created', received: `pt|${typeId}` });
      }
      const { rows } = await sql`delete from property_set_type where id = ${typeId} returning id`.execute(database);
      if (rows.length === 0) throw new Failure('NOT_FOUND', { name: 'typeHandle', handle: `pt|${typeId}` });
    },

    async ofOwners(typeId, owners) {
      const sets: PropertySet[] = [];
      for (const owner of owners) sets.push(...await selectSets(database, sql`type_id = ${typeId} and ${isOf(owner)}`));
      return sets;
    },
    async byIds(setIds) {
      const found = new Map((await selectSets(database, sql`id = ${anyOf(setIds, 'bigint')}`)).map((set) => [set.id, set]));
      return [...new Set(setIds)].flatMap((id) => found.get(id) ?? []);
    },
    create: (typeId, owner, properties) => database.transaction().execute((transaction) =>
      insertSet(transaction, typeId, owner, cleanProperties(properties), clock.now())),
    update: (setId, change) => database.transaction().execute(async (transaction) => {
      const [set] = await selectSets(transaction, sql`id = ${setId}`, sql`for update`);
      if (!set) throw noSuchSet(setId);
      const properties = cleanProperties(change(set.properties));
      await sql`update property_set set properties = ${JSON.stringify(properties)}::jsonb, modified_at = ${clock.now()}
        where id = ${setId}`.execute(transaction);
      return { ...set, properties };
    }),
    async remove(setId) {
      const { rows } = await sql`delete from property_set where id = ${setId} returning id`.execute(database);
      if (rows.length === 0) throw noSuchSet(setId);
    },
  };
}

async function selectTypes(database: Queryable, condition: RawBuilder<unknown>, tail: RawBuilder<unknown> = sql``): Promise<readonly PropertySetType[]> {
  const { rows } = await sql<TypeRow>`select id, company_id, name, property_type, allow_multiple from property_set_type
    where ${condition} order by id ${tail}`.execute(database);
  return rows.map(typeOf);
}

async function insertType(database: Database, type: Omit<PropertySetType, 'id'>): Promise<PropertySetType> {
  const name = type.name.toWellFormed().trim();
  if (name === '' || name.length > longestTypeName || name.includes('\0')) throw invalidName(`1 to ${longestTypeName} characters`, type.name);
  const { rows } = await sql<TypeRow>`
    insert into property_set_type (company_id, name, property_type, allow_multiple)
    select ${type.companyId ?? null}::bigint, ${name}::text, ${type.propertyType}::text, ${type.allowMultiple}::boolean
    where not exists (select 1 from property_set_type where company_id is null and name = ${name})
    on conflict do nothing
    returning id, company_id, name, property_type, allow_multiple`.execute(database);
  const [row] = rows;
  if (!row) throw invalidName('a name that no other type has', type.name);
  return typeOf(row);
}

async function insertSet(
  transaction: Transaction, typeId: number, owner: PropertyOwner, properties: readonly Property[], now: Date,
): Promise<PropertySet> {
  // The lock lets owners have one set only where that is the rule.
  const [type] = await selectTypes(transaction, sql`id = ${typeId}`, sql`for update`);
  if (!type) throw new Failure('NOT_FOUND', { name: 'typeHandle', handle: `pt|${typeId}` });
  if (!type.allowMultiple) await sql`delete from property_set where type_id = ${typeId} and ${isOf(owner)}`.execute(transaction);
  const { rows } = await sql<SetRow>`
    insert into property_set (type_id, company_id, user_id, properties, created_at, modified_at)
    values (${typeId}, ${owner.companyId ?? null}, ${owner.userId ?? null}, ${JSON.stringify(properties)}::jsonb, ${now}, ${now})
    returning ${setColumns}`.execute(transaction);
  return setOf(rows[0]!);
}

async function selectSets(database: Queryable, condition: RawBuilder<unknown>, tail: RawBuilder<unknown> = sql``): Promise<readonly PropertySet[]> {
  const { rows } = await sql<SetRow>`select ${setColumns} from property_set where ${condition} order by id ${tail}`.execute(database);
  return rows.map(setOf);
}

function isOf(owner: PropertyOwner): RawBuilder<boolean> {
  return sql<boolean>`company_id is not distinct from ${owner.companyId ?? null}::bigint and user_id is not distinct from ${owner.userId ?? null}::bigint`;
}

function typeOf(row: TypeRow): PropertySetType {
  return {
    id: Number(row.id), companyId: row.company_id === null ? undefined : Number(row.company_id), name: row.name,
    propertyType: row.property_type, allowMultiple: row.allow_multiple,
  };
}

function setOf(row: SetRow): PropertySet {
  return {
    id: Number(row.id), typeId: Number(row.type_id), properties: row.properties,
    owner: {
      ...(row.company_id === null ? {} : { companyId: Number(row.company_id) }),
      ...(row.user_id === null ? {} : { userId: Number(row.user_id) }),
    },
  };
}

function noSuchSet(setId: number): Failure {
  return new Failure('NOT_FOUND', { name: 'setHandle', handle: `ps|${setId}` });
}

function invalidName(expected: string, received: string): Failure {
  return new Failure('INVALID_PARAMETER', { name: 'name', expected, received: received.slice(0, 200) });
}

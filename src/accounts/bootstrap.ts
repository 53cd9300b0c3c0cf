import { sql } from 'kysely';
import { Failure } from '#base';
import type { Transaction } from '#ports';
import { emailKeyOf, toCompany, toUser } from './rows.ts';
import {
  companyNameRule, findUser, insertCompany, insertMembership, insertUser, mayBeCompanyName, replacePassword, tablesOf,
  type Store,
} from './store.ts';
import type { Bootstrap, Company, User } from './types.ts';

/** The company whose profiles and presets every company may use.
 *  @source specification of production, "shared company" */
export const sharedCompany = { id: 1, name: 'Shared' } as const;

/** Any number that no other lock of the product uses. */
const bootstrapLock = 7_460_001;

/** Makes the first company and administrator; two processes doing it at once take turns. */
export function bootstrap(store: Store, first: Bootstrap):
Promise<{ readonly company: Company; readonly admin: User; readonly isAdminNew: boolean }> {
  const name = first.companyName;
  if (!mayBeCompanyName(name) || name === sharedCompany.name) {
    throw new Failure('BAD_SETTING', {
      name: 'PREPRESS_COMPANY', expected: `${companyNameRule}, not ${sharedCompany.name}`, received: name,
    });
  }
  return store.database.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${bootstrapLock})`.execute(transaction);
    await ensureShared(transaction, store);
    const company = await ensureFirstCompany(transaction, store, name);
    return { company, ...await ensureAdmin(transaction, store, first, company) };
  });
}

async function ensureShared(transaction: Transaction, store: Store): Promise<void> {
  await tablesOf(transaction).insertInto('company')
    .values({
      id: sharedCompany.id, name: sharedCompany.name, root_path: `${sharedCompany.name}/`,
      created_at: store.clock.now(), expires_at: null, settings: sql`'{}'::jsonb`,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function ensureFirstCompany(transaction: Transaction, store: Store, name: string): Promise<Company> {
  const companies = tablesOf(transaction).selectFrom('company').selectAll().where('id', '<>', sharedCompany.id);
  const row = await companies.where('name', '=', name).executeTakeFirst()
    ?? await companies.orderBy('id').limit(1).executeTakeFirst();
  return row === undefined ? insertCompany(transaction, store.clock, name) : toCompany(row);
}

async function ensureAdmin(transaction: Transaction, store: Store, first: Bootstrap, company: Company):
Promise<{ readonly admin: User; readonly isAdminNew: boolean }> {
  const named = await findUser(transaction, { emailKey: emailKeyOf(first.adminEmail) });
  if (named !== undefined && first.isPasswordReplaced) {
    await replacePassword(transaction, store, Number(named.id), first.adminPassword);
  }
  const known = named?.is_ips_admin ? named : await tablesOf(transaction).selectFrom('user_account').selectAll()
    .where('is_ips_admin', '=', true).orderBy('id').limit(1).executeTakeFirst();
  if (known !== undefined) return { admin: toUser(known), isAdminNew: false };
  const admin = named === undefined
    ? await insertUser(transaction, store, {
      email: first.adminEmail, password: first.adminPassword, firstName: 'First', lastName: 'Administrator',
      defaultRole: 'IpsAdmin', isIpsAdmin: true, memberships: [],
    })
    : toUser(await tablesOf(transaction).updateTable('user_account').set({ is_ips_admin: true })
      .where('id', '=', named.id).returningAll().executeTakeFirstOrThrow());
  for (const companyId of [sharedCompany.id, company.id]) {
    await insertMembership(transaction, admin.id, { companyId, role: 'IpsAdmin' });
  }
  return { admin, isAdminNew: named === undefined };
}

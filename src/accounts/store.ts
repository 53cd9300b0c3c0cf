import { sql } from 'kysely';
import { Failure } from '#base';
import type { Clock, Database, Queryable } from '#ports';
import { hashPassword, type PasswordCost } from './passwords.ts';
import { administratorRoles, isRole } from './roles.ts';
import { emailKeyOf, toCompany, toUser, type UserRow } from './rows.ts';
import type { AccountTables } from './tables.ts';
import type { Accounts, Company, Membership, Role, User } from './types.ts';

/** What the writing parts of this room work with. */
export type Store = { readonly database: Database; readonly clock: Clock; readonly cost: PasswordCost };

/** Tables of this room inside whatever is open. */
export function tablesOf(queryable: Queryable) {
  return queryable.withTables<AccountTables>();
}

export type UserKey = { readonly id: number } | { readonly emailKey: string };

export async function findUser(queryable: Queryable, by: UserKey): Promise<UserRow | undefined> {
  const query = tablesOf(queryable).selectFrom('user_account').selectAll();
  return 'id' in by
    ? query.where('id', '=', by.id).executeTakeFirst()
    : query.where('email_key', '=', by.emailKey).executeTakeFirst();
}

/** Active and inactive memberships, in the order of the companies. */
export async function findMemberships(queryable: Queryable, userId: number): Promise<readonly Membership[]> {
  const rows = await tablesOf(queryable).selectFrom('membership')
    .innerJoin('company', 'company.id', 'membership.company_id')
    .selectAll('company')
    .select(['membership.role', 'membership.is_active'])
    .where('membership.user_id', '=', userId)
    .orderBy('company.id')
    .execute();
  return rows.map((row) => ({ company: toCompany(row), role: row.role as Role, isActive: row.is_active }));
}

/** Users whose role administers a company; where there is none, those who administer the installation. */
export async function findAdministrators(queryable: Queryable, companyId: number): Promise<readonly User[]> {
  const own = await tablesOf(queryable).selectFrom('user_account')
    .innerJoin('membership', 'membership.user_id', 'user_account.id').selectAll('user_account')
    .where('membership.company_id', '=', companyId).where('membership.is_active', '=', true)
    .where('membership.role', 'in', administratorRoles).orderBy('user_account.id').execute();
  const rows = own.length > 0 ? own
    : await tablesOf(queryable).selectFrom('user_account').selectAll().where('is_ips_admin', '=', true).orderBy('id').execute();
  return rows.map(toUser);
}

/** @throws INVALID_PARAMETER when the name is taken or cannot be a folder. */
export async function insertCompany(queryable: Queryable, clock: Clock, name: string): Promise<Company> {
  if (!mayBeCompanyName(name)) throw invalid('name', companyNameRule, name);
  const row = await tablesOf(queryable).insertInto('company')
    .values({ name, root_path: `${name}/`, created_at: clock.now(), expires_at: null, settings: sql`'{}'::jsonb` })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw invalid('name', 'a name no other company has', name);
  return toCompany(row);
}

export const companyNameRule = '1 to 100 characters without / \\ | and control characters, not only dots';

export function mayBeCompanyName(name: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return name.length <= 100 && /^[^/\\|\x00-\x1f\x7f]+$/.test(name) && !/^\.+$/.test(name) && name.trim() === name;
}

/** @throws INVALID_PARAMETER, INVALID_COMPANY */
export async function insertUser(
  queryable: Queryable, store: Store, user: Parameters<Accounts['addUser']>[0],
): Promise<User> {
  const email = user.email.trim();
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (email === '' || email.length > 254 || /[\s|\x00-\x1f]/.test(email)) {
    throw invalid('email', 'an e-mail address of at most 254 characters', user.email);
  }
  checkPassword(user.password);
  for (const role of [user.defaultRole, ...user.memberships.map((membership) => membership.role)]) {
    if (!isRole(role)) throw invalid('role', 'a role of the interface', role);
  }
  const row = await tablesOf(queryable).insertInto('user_account')
    .values({
      email,
      email_key: emailKeyOf(email),
      first_name: user.firstName,
      last_name: user.lastName,
      default_role: user.defaultRole,
      is_ips_admin: user.isIpsAdmin,
      is_valid: user.isValid ?? true,
      password_hash: await hashPassword(user.password, store.cost),
      created_at: store.clock.now(),
      password_expires_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw invalid('email', 'an e-mail no other user has', email);
  for (const membership of user.memberships) await insertMembership(queryable, row.id, membership);
  return toUser(row);
}

/** Leaves an existing membership as it is. @throws INVALID_COMPANY */
export async function insertMembership(
  queryable: Queryable, userId: number, membership: { readonly companyId: number; readonly role: Role },
): Promise<void> {
  const tables = tablesOf(queryable);
  const company = await tables.selectFrom('company').select('id').where('id', '=', membership.companyId)
    .executeTakeFirst();
  if (company === undefined) throw new Failure('INVALID_COMPANY');
  await tables.insertInto('membership')
    .values({ user_id: userId, company_id: membership.companyId, role: membership.role })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function replacePassword(
  queryable: Queryable, store: Store, userId: number, password: string,
): Promise<void> {
  checkPassword(password);
  const changed = await tablesOf(queryable).updateTable('user_account')
    .set({ password_hash: await hashPassword(password, store.cost), password_expires_at: null })
    .where('id', '=', userId)
    .executeTakeFirst();
  if (changed.numUpdatedRows === 0n) throw new Failure('INVALID_REQUEST_USER', { handle: `u|${userId}` });
}

/** Never says the password it received. */
function checkPassword(password: string): void {
  if (password === '' || password.length > 1000) {
    throw invalid('password', '1 to 1000 characters', `${password.length} characters`);
  }
}

function invalid(name: string, expected: string, received: string): Failure {
  return new Failure('INVALID_PARAMETER', { name, expected, received });
}

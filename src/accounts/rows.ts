import type { Selectable } from 'kysely';
import { readSettings } from './company-settings.ts';
import type { AccountTables } from './tables.ts';
import type { Company, Role, User } from './types.ts';

export type CompanyRow = Selectable<AccountTables['company']>;
export type UserRow = Selectable<AccountTables['user_account']>;

export function toCompany(row: CompanyRow): Company {
  return {
    id: Number(row.id),
    name: row.name,
    rootPath: row.root_path,
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
    settings: readSettings(row.settings),
  };
}

export function toUser(row: UserRow): User {
  return {
    id: Number(row.id),
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    defaultRole: row.default_role as Role,
    isIpsAdmin: row.is_ips_admin,
    isValid: row.is_valid,
    createdAt: row.created_at,
    passwordExpiresAt: row.password_expires_at ?? undefined,
  };
}

/** The spelling e-mails are compared in. */
export function emailKeyOf(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}

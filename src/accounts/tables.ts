import type { Generated } from 'kysely';

/** Tables of `migrations/0001-accounts.sql`. */
export type AccountTables = {
  company: {
    id: Generated<number>;
    name: string;
    root_path: string;
    created_at: Date;
    expires_at: Date | null;
    settings: unknown;
  };
  user_account: {
    id: Generated<number>;
    email: string;
    email_key: string;
    first_name: string;
    last_name: string;
    default_role: string;
    is_ips_admin: boolean;
    is_valid: boolean;
    password_hash: string;
    created_at: Date;
    password_expires_at: Date | null;
  };
  membership: {
    user_id: number;
    company_id: number;
    role: string;
    is_active: Generated<boolean>;
  };
};

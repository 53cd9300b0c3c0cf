export * from './types.ts';
export { openAccounts, type AccountsOptions } from './accounts.ts';
export { defaultCompanySettings } from './company-settings.ts';
export { sharedCompany } from './bootstrap.ts';
export { rolesOf } from './roles.ts';
export { accountsSettings } from './settings.ts';

export { migrationsFolder, openPostgres, type PostgresOptions } from './open.ts';
export { migrate, readMigrations, type Migration } from './migrate.ts';
export { postgresSettings } from './settings.ts';

export { openPgBoss, type PgBossOptions } from './open.ts';

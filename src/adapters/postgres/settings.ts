import type { Setting } from '#base';

/** Settings of the database connection. */
export const postgresSettings: readonly Setting[] = [
  {
    name: 'DATABASE_URL', kind: 'secret',
    meaning: 'Address of your own PostgreSQL (14 or newer) instead of the embedded one, as postgres://user:password@host/database.',
  },
  {
    name: 'PREPRESS_DATABASE_CONNECTIONS', kind: 'integer', unit: 'connections', min: 2, max: 1_000, default: 10,
    meaning: 'Database connections one process may open for its own queries; the queue opens up to four more.',
  },
];

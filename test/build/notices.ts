import { silentLog } from '#base';
import { openNotices, type Notices, type NoticesOptions } from '#notices';
import type { IpsWorld } from './ips.ts';

const nowhere = (): never => {
  throw new Error('this test sends nothing');
};

/** Notices on the rooms of a world; without a mailer or an outbound they have nowhere to go. */
export function noticesOf(world: IpsWorld, change: Partial<NoticesOptions> = {}): Notices {
  const { accounts, jobs, library, clock } = world;
  return openNotices({
    database: world.test.database, accounts, jobs, library, clock, log: silentLog, secret: undefined, keptDays: 90,
    mailer: { send: nowhere, close: async () => {} }, outbound: { fetch: nowhere }, publicUrl: () => 'https://images.example', ...change,
  });
}

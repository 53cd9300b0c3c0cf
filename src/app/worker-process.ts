import { Failure } from '#base';
import { openGround } from './ground.ts';
import { openLogBySettings } from './log.ts';
import { openNoticesSide } from './notices-side.ts';
import { startProduction, workerCount } from './production-side.ts';
import type { Settings } from './settings.ts';
import { startSweeps } from './sweeps.ts';

export type RunningWorker = { readonly slots: number; close(): Promise<void> };

/** Production without doors, for further machines: it needs a database and a store that are not in the data folder.
 *  @throws BAD_SETTING when it would work on an embedded database that the server owns. */
export async function openWorkerProcess(settings: Settings): Promise<RunningWorker> {
  if (settings.optionalText('DATABASE_URL') === undefined) {
    throw new Failure('BAD_SETTING', { name: 'DATABASE_URL', expected: 'the database that the server uses (prepress work shares it)', received: '' });
  }
  const ground = await openGround(settings, await openLogBySettings(settings));
  const slots = workerCount(ground);
  const production = await startProduction(ground);
  const telling = await openNoticesSide(ground, () => settings.optionalText('PREPRESS_PUBLIC_URL'));
  telling.start();
  const stopSweeps = startSweeps(ground, telling.notices);
  return {
    slots,
    async close() {
      await stopSweeps();
      await telling.close();
      await production.close(settings.integer('PREPRESS_DRAIN_SECONDS') * 1000);
      await ground.close();
    },
  };
}

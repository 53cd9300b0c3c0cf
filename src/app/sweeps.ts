import type { Notices } from '#notices';
import type { Ground } from './ground.ts';

/** Jobs are looked after often: a lost ticket waits for the next look. */
const jobsEveryMs = 5_000;
/** Cron expressions count in seconds. */
const schedulesEveryMs = 1_000;
const libraryEveryMs = 3_600_000;

/** Blobs nothing refers to are left alone this long: an upload in progress keeps its files before the ledger knows them. */
const blobRestMs = 3_600_000;

/** Starts the regular looks for what was left behind: lost leases, idle jobs, old trash, blobs nothing refers to.
 *  @returns stops them and waits for the one that runs. */
export function startSweeps(ground: Ground, notices: Notices): () => Promise<void> {
  const { clock, log, jobs, library } = ground;
  const timers = [
    repeat('jobs', jobsEveryMs, async () => {
      const done = await jobs.sweep();
      if (done.closed + done.reclaimed + done.reissued > 0) log.info('sweep.jobs', done);
    }),
    repeat('schedules', schedulesEveryMs, async () => void await jobs.schedules.fireDue()),
    repeat('library', libraryEveryMs, async () => {
      await library.sweep();
      await warnOfTrash(ground, notices);
      await notices.sweep();
      const removed = await sweepBlobs(ground);
      if (removed > 0) log.info('sweep.blobs', { removed });
    }),
  ];
  return async () => {
    await Promise.all(timers.map((timer) => timer.stop()));
  };

  function repeat(name: string, everyMs: number, look: () => Promise<void>): { stop(): Promise<void> } {
    let running: Promise<void> | undefined;
    const timer = clock.every(everyMs, () => {
      running ??= look()
        .catch((cause: unknown) => log.warn('sweep.failed', { name, cause: String(cause) }))
        .finally(() => {
          running = undefined;
        });
    });
    return {
      async stop() {
        timer.stop();
        await running;
      },
    };
  }
}

/** @source specification of assets, §5: four days before the end */
const warningDays = 4;

/** Writes to the administrators of companies that want it whose assets in the trash will soon be destroyed. */
export async function warnOfTrash(ground: Pick<Ground, 'database' | 'library' | 'accounts'>, notices: Notices): Promise<void> {
  await ground.database.database.transaction().execute(async (transaction) => {
    for (const warning of await ground.library.takeTrashWarnings(transaction, warningDays)) {
      const company = await ground.accounts.companyById(warning.companyId);
      if (company?.settings.emailTrashCleanupWarning === true) await notices.warnOfTrash(transaction, warning);
    }
  });
}

/** Removes blobs that neither the library nor an unfinished item refers to. @returns how many. */
export async function sweepBlobs(ground: Pick<Ground, 'blobs' | 'library' | 'jobs' | 'clock'>): Promise<number> {
  const candidates = new Set<string>();
  const before = new Date(ground.clock.now().getTime() - blobRestMs);
  for await (const blob of ground.blobs.list()) if (blob.storedAt < before) candidates.add(blob.id);
  if (candidates.size === 0) return 0;
  // Jobs first: an item that ends meanwhile hands its files to the library, which is read after.
  for await (const id of ground.jobs.referencedBlobs()) candidates.delete(id);
  for await (const id of ground.library.referencedBlobs()) candidates.delete(id);
  for (const id of candidates) await ground.blobs.remove(id, before);
  return candidates.size;
}

import { Failure, type Log } from '#base';
import type { Queue, Ticket, TicketWorker } from '#ports';
import { fromKysely, PgBoss } from 'pg-boss';

export type PgBossOptions = {
  /** Connection string of the database that keeps the tickets, in a schema of their own. */
  readonly url: string;
  readonly log: Log;
  /** First wait before a ticket whose handler threw comes again, in whole seconds; doubles up to a minute. Default 1. */
  readonly retryDelaySeconds?: number;
};

const queueName = 'ticket';

/** Rows of one insert statement: beyond it larger ones gain nothing and hold the JSON in memory. */
const ticketsPerInsert = 5_000;

/** Lost tickets come again: after a process died by the heartbeat, after a lost notification by the poll, and at
 *  the very last by the ledger's own sweep. */
const queueOptions = {
  notify: true,
  retryLimit: 20,
  retryBackoff: true,
  retryDelayMax: 60,
  heartbeatSeconds: 60,
  /** An item has its own time limit; this only bounds what that one forgot. */
  expireInSeconds: 12 * 3_600,
  /** Finished tickets say nothing that the ledger does not know. */
  deleteAfterSeconds: 60,
} as const;

/** Notifications wake a slot at once; these polls find what became due without one (retries) or lost it. */
const pollSeconds = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 5 } as const;

/** Opens the ticket queue; makes its tables when missing, from several processes at once if need be.
 *  @throws QUEUE_DOWN */
export async function openPgBoss({ url, log, retryDelaySeconds = 1 }: PgBossOptions): Promise<Queue> {
  const boss = new PgBoss({
    connectionString: url, application_name: 'prepress-queue',
    // Beside these one more connection listens.
    max: 3,
    connectionTimeoutMillis: 5_000,
    useListenNotify: true,
    schedule: false,
    superviseIntervalSeconds: 30,
    maintenanceIntervalSeconds: 60,
  });
  boss.on('error', (error) => log.warn('queue disturbed', { reason: error.message }));
  boss.on('warning', ({ message }) => log.debug('queue warning', { reason: message }));
  await orQueueDown(start(boss, retryDelaySeconds));
  const workers = new Set<TicketWorker>();
  let closing: Promise<void> | undefined;

  const close = async (): Promise<void> => {
    await Promise.all([...workers].map((worker) => worker.close()));
    await orQueueDown(boss.stop({ graceful: false }));
  };

  return {
    async send(tickets, transaction) {
      for (let start = 0; start < tickets.length; start += ticketsPerInsert) {
        const jobs = tickets.slice(start, start + ticketsPerInsert).map((ticket) => ({ data: { itemId: ticket.itemId } }));
        // What fails within the caller's transaction is for the caller to judge.
        if (transaction) await boss.insert(queueName, jobs, { db: fromKysely(transaction) });
        else await orQueueDown(boss.insert(queueName, jobs));
      }
    },
    async work(slots, handle) {
      const worker = await openWorker(boss, slots, handle, log);
      const registered: TicketWorker = {
        async close() {
          await worker.close();
          workers.delete(registered);
        },
      };
      workers.add(registered);
      return registered;
    },
    ping: () => orQueueDown(boss.getDb().executeSql('select 1').then(() => undefined)),
    close: () => (closing ??= close()),
  };
}

async function start(boss: PgBoss, retryDelay: number): Promise<void> {
  try {
    await boss.start();
    const options = { ...queueOptions, retryDelay };
    await boss.createQueue(queueName, options);
    // A queue that an older version made gets today's options.
    const known = await boss.getQueue(queueName);
    const { heartbeatSeconds: _, retryDelayMax: __, ...changeable } = options;
    const isCurrent = Object.entries(changeable).every(([name, value]) => known?.[name as keyof typeof known] === value);
    if (!isCurrent) await boss.updateQueue(queueName, changeable);
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => undefined);
    throw error;
  }
}

async function openWorker(
  boss: PgBoss, slots: number, handle: (ticket: Ticket) => Promise<void>, log: Log,
): Promise<TicketWorker> {
  if (!Number.isInteger(slots) || slots < 1) throw new RangeError(`Expected at least 1 slot but received ${slots}`);
  const ids: string[] = [];
  for (let slot = 0; slot < slots; slot += 1) ids.push(await openSlot(boss, handle, log));
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await Promise.all(ids.map((id) => boss.offWork(queueName, { id, wait: true })));
  };
  return { close: () => (closing ??= close()) };
}

/** One slot takes one ticket after the other. Left alone, pg-boss would rest after each until the next poll or
 *  notification; so the slot wakes itself for as long as there are tickets. */
async function openSlot(boss: PgBoss, handle: (ticket: Ticket) => Promise<void>, log: Log): Promise<string> {
  let id = '';
  id = await boss.work<Ticket>(queueName, { batchSize: 1, ...pollSeconds }, async ([job]) => {
    try {
      if (job) await handle({ itemId: Number(job.data.itemId) });
    } catch (error) {
      log.warn('ticket comes again', { itemId: job?.data.itemId, reason: error instanceof Error ? error.message : String(error) });
      throw error;
    } finally {
      boss.notifyWorker(id);
    }
  });
  return id;
}

async function orQueueDown<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    throw cause instanceof Failure ? cause : new Failure('QUEUE_DOWN', {}, { cause });
  }
}

import { setTimeout as wait } from 'node:timers/promises';
import { openCalendar } from '#adapters/croner';
import { silentLog } from '#base';
import { openJobs, type JobsOptions, type ItemOutcome, type Job, type Jobs, type JobsPolicy, type LeasedItem, type NewItem, type NewLine } from '#jobs';
import type { Clock, Database, Queue, Ticket, Transaction } from '#ports';
import { sql } from 'kysely';
import { TestClock } from './clock.ts';
import { openTestDatabase, type OpenTestDatabase } from './database.ts';

/** A queue as simple as can be, in a table: tickets belong to transactions as they do in the real one, and a test can
 *  look at them, lose them and double them. */
export class TableQueue implements Queue {
  readonly #database: Database;
  #isClosed = false;

  constructor(database: Database) {
    this.#database = database;
  }

  static async open(database: Database): Promise<TableQueue> {
    await sql`create table test_ticket (id bigint generated always as identity primary key, item_id bigint not null)`.execute(database);
    return new TableQueue(database);
  }

  async send(tickets: readonly Ticket[], transaction?: Transaction): Promise<void> {
    await sql`insert into test_ticket (item_id) select unnest(${tickets.map((ticket) => ticket.itemId)}::bigint[])`
      .execute(transaction ?? this.#database);
  }

  /** Takes the oldest ticket. */
  async take(): Promise<Ticket | undefined> {
    const { rows } = await sql<{ item_id: number }>`
      delete from test_ticket where id = (select id from test_ticket order by id limit 1 for update skip locked)
      returning item_id`.execute(this.#database);
    return rows[0] && { itemId: Number(rows[0].item_id) };
  }

  /** Tickets that wait, oldest first. */
  async waiting(): Promise<readonly number[]> {
    const { rows } = await sql<{ item_id: number }>`select item_id from test_ticket order by id`.execute(this.#database);
    return rows.map((row) => Number(row.item_id));
  }

  /** Forgets every ticket. */
  async lose(): Promise<void> {
    await sql`delete from test_ticket`.execute(this.#database);
  }

  async work(slots: number, handle: (ticket: Ticket) => Promise<void>) {
    let isOpen = true;
    const serve = async () => {
      while (isOpen && !this.#isClosed) {
        const ticket = await this.take();
        if (ticket === undefined) await wait(5);
        else await handle(ticket).catch(() => this.send([ticket]));
      }
    };
    const served = Array.from({ length: slots }, serve);
    return {
      async close() {
        isOpen = false;
        await Promise.all(served);
      },
    };
  }

  async ping(): Promise<void> {}

  async close(): Promise<void> {
    this.#isClosed = true;
  }
}

type OpenRequest = Parameters<Jobs['open']>[1];

/** Files named so, in `Co/`, each with an order key of its own unless `name#key` says another. */
export function newItems(...names: readonly string[]): readonly NewItem[] {
  return names.map((name) => {
    const [fileName = name, orderKey = fileName] = name.split('#');
    return { folder: 'Co/', fileName, orderKey, blobId: `blob of ${fileName}`, sizeBytes: 10 };
  });
}

/** A ledger on a database of its own, with a clock that stands still unless another is given.
 *  @param ledgerClock the clock the ledger reads; `clock` is the one a test can move. */
export async function openTestLedger(policy: Partial<JobsPolicy> = {}, ledgerClock?: Clock, closingOf?: NonNullable<JobsOptions['closingOf']>) {
  const world: OpenTestDatabase = await openTestDatabase();
  const { database } = world;
  const clock = new TestClock();
  const queue = await TableQueue.open(database);
  const ledgerOf = (settings: Partial<JobsPolicy>) =>
    openJobs({
      database, queue, clock: ledgerClock ?? clock, log: silentLog, serverName: 'test-server', settings, calendar: openCalendar(),
      timeZone: 'Europe/Berlin', ...(closingOf && { closingOf }),
    });
  const jobs = ledgerOf(policy);
  const inTransaction = <Value>(act: (transaction: Transaction) => Promise<Value>) => database.transaction().execute(act);

  return {
    database, url: world.url, clock, queue, jobs, ledgerOf, inTransaction,
    open(change: Partial<OpenRequest> = {}): Promise<Job> {
      return inTransaction((transaction) => jobs.open(transaction, {
        companyId: 2, companyRoot: 'Co/', userId: 7, userEmail: 'user@example.com', originalName: 'upload', locale: 'en',
        description: '', clientName: 'test', clientAddress: '127.0.0.1', options: { overwrite: true }, echo: {},
        items: [], isInputClosed: false, ...change,
      }));
    },
    continue(job: Job, items: readonly NewItem[], change: Partial<Parameters<Jobs['continue']>[1]> = {}): Promise<Job> {
      return inTransaction((transaction) => jobs.continue(transaction, {
        companyId: 2, jobId: job.id, handle: `job ${job.id}`, userId: 7, isAdmin: false, clientAddress: '127.0.0.1',
        isSameAddressEnforced: true, items, isInputClosed: false, ...change,
      }));
    },
    /** Leases by ticket until one is to be had. */
    async takeNext(leaseMs = 30_000): Promise<LeasedItem | undefined> {
      for (let ticket = await queue.take(); ticket; ticket = await queue.take()) {
        const leased = await jobs.lease(ticket.itemId, { holder: 'tester', leaseMs });
        if (leased) return leased;
      }
      return undefined;
    },
    finish(leased: LeasedItem, outcome: ItemOutcome = 'success', lines: readonly NewLine[] = [successLine(leased)]): Promise<void> {
      return inTransaction((transaction) => jobs.finishItems(transaction, leased.job.id, [{ leased, outcome, lines }]));
    },
    /** The job as its log shows it. */
    async logOf(job: Job): Promise<Job> {
      const [found] = await jobs.findLogs({ companyId: job.companyId, jobId: job.id });
      if (!found) throw new Error(`Expected a log of job ${job.id} but found none`);
      return found;
    },
    /** Types of the job's lines in order. */
    async typesOf(job: Job): Promise<readonly string[]> {
      const { lines } = await jobs.lines(job.id, { sortBy: 'Date', isDescending: false, pageSize: 100_000, page: 1 });
      return lines.map((line) => line.type);
    },
    /** Items of all jobs, in order of arrival, as `name state`. */
    async items(): Promise<readonly string[]> {
      const { rows } = await sql<{ text: string }>`select file_name || ' ' || state as text from job_item order by id`.execute(database);
      return rows.map((row) => row.text);
    },
    /** Jobs whose counters are not what their items say; none, always. */
    async miscounted(): Promise<readonly unknown[]> {
      const { rows } = await sql`
        select job.id from job left join job_item item on item.job_id = job.id group by job.id
        having job.received_count <> count(item.id)
          or job.running_count <> count(*) filter (where item.state = 'running')
          or job.received_count - job.running_count - job.success_count - job.update_count - job.duplicate_count
            - job.error_count - job.skipped_count - job.unpacked_count <> count(*) filter (where item.state = 'queued')`.execute(database);
      return rows;
    },
    /** Forgets every job and ticket; time stays where it is. */
    async clear(): Promise<void> {
      await sql`truncate job, job_closing, job_item, job_line, job_schedule, test_ticket`.execute(database);
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await queue.close();
      await world[Symbol.asyncDispose]();
    },
  };
}

export type TestLedger = Awaited<ReturnType<typeof openTestLedger>>;

export function successLine(leased: LeasedItem): NewLine {
  return {
    type: 'UploadSuccess', key: 'log.created', params: { path: leased.item.folder + leased.item.fileName },
    asset: { id: leased.item.id, name: leased.item.fileName, fileType: 'MasterImage' },
  };
}

import type { Log } from '#base';
import type { Calendar, Clock, Database, Queue } from '#ports';
import { addEnded } from './add-ended.ts';
import * as closing from './closing.ts';
import * as control from './control.ts';
import { addLines, failItem, finishItems, unfold } from './finish.ts';
import { openFollowers } from './followers.ts';
import { continueJob, findOpen, openJob } from './intake.ts';
import { findItem, itemsOf, linesOfItem } from './items.ts';
import { giveBack, isStopping, keepFetched, keepPlan, reclaimFrom, release, renew } from './leases.ts';
import * as queries from './queries.ts';
import type { Ledger } from './ledger.ts';
import { defaultJobsPolicy, type JobsPolicy } from './settings.ts';
import { openSchedules } from './schedules/open.ts';
import { shareQueries } from './share.ts';
import { sweep } from './sweep.ts';
import { lease, leaseNext } from './take.ts';
import { addUnpacked } from './unpacking.ts';
import type { JobsRoom } from './schedules/types.ts';
import type { ActiveJob, JobWitness } from './types.ts';

export type JobsOptions = {
  readonly database: Database;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly log: Log;
  /** Shown to clients as the host that works on a job. */
  readonly serverName: string;
  readonly calendar: Calendar;
  /** IANA name of the zone in which schedules are due. Default: that of the machine. */
  readonly timeZone?: string | undefined;
  readonly settings?: Partial<JobsPolicy>;
  /** What a new job has to do when its files are done, before it ends. Default: nothing. */
  readonly closingOf?: Ledger['closingOf'];
  readonly witness?: JobWitness;
};

/** Opens the ledger on its tables. Every change is one transaction that locks the job before its items, so a process
 *  may die between any two statements: what it had begun is undone, what it held runs out, and `sweep` carries on. */
export function openJobs(options: JobsOptions): JobsRoom {
  const { database, queue, clock, log, serverName, calendar, closingOf = () => [] } = options;
  const policy = { ...defaultJobsPolicy, ...options.settings };
  const ledger: Ledger = {
    database, queue, clock, log, serverName, policy, calendar, closingOf, witness: options.witness,
    timeZone: options.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    openFollowers: (transaction, ended) => openFollowers(ledger, transaction, ended),
  };
  const shareActive = shareQueries<readonly ActiveJob[]>();
  return {
    open: (transaction, request) => openJob(ledger, transaction, request),
    continue: (transaction, request) => continueJob(ledger, transaction, request),
    findOpen: (companyId, jobId) => findOpen(ledger, companyId, jobId),
    lease: (itemId, terms) => lease(ledger, itemId, terms),
    leaseNext: (itemId, terms) => leaseNext(ledger, itemId, terms),
    renew: (leased, progress, leaseMs) => renew(ledger, leased, progress, leaseMs),
    isStopping: (leased) => isStopping(ledger, leased),
    keepPlan: (leased, plan) => keepPlan(ledger, leased, plan),
    addUnpacked: (leased, unpacked) => addUnpacked(ledger, leased, unpacked),
    keepFetched: (leased, fetched) => keepFetched(ledger, leased, fetched),
    unfold: (transaction, leased, unfolded) => unfold(ledger, transaction, leased, unfolded),
    addEnded: (transaction, leased, ended) => addEnded(ledger, transaction, leased, ended),
    giveBack: (leased, reason) => giveBack(ledger, leased, reason),
    release: (leased) => release(ledger, leased),
    fail: (leased, reason) => failItem(ledger, leased, reason),
    reclaimFrom: async (holder) => await reclaimFrom(ledger, holder) + await closing.reclaimClosings(ledger, holder),
    finishItem: (transaction, leased, outcome, lines) => finishItems(ledger, transaction, leased.job.id, [{ leased, outcome, lines }]),
    finishItems: (transaction, jobId, endings) => finishItems(ledger, transaction, jobId, endings),
    leaseClosing: (ticketId, terms) => closing.leaseClosing(ledger, ticketId, terms),
    renewClosing: (leased, progress, leaseMs) => closing.renewClosing(ledger, leased, progress, leaseMs),
    giveBackClosing: (leased, reason) => closing.giveBackClosing(ledger, leased, reason),
    releaseClosing: (leased) => closing.releaseClosing(ledger, leased),
    failClosing: (leased, reason) => closing.failClosing(ledger, leased, reason),
    finishClosing: (transaction, leased, lines) => closing.finishClosing(ledger, transaction, leased, lines),
    assetsOf: (jobId) => queries.assetsOf(ledger, jobId),
    addLines: (transaction, jobId, lines) => addLines(ledger, transaction, jobId, lines),
    active: (filter) => shareActive(JSON.stringify(filter), () => queries.active(ledger, filter)),
    logs: (filter) => queries.logs(ledger, filter),
    findLogs: (filter) => queries.findLogs(ledger, filter),
    lines: (jobId, page) => queries.lines(ledger, jobId, page),
    linesOfAsset: (companyId, assetId) => queries.linesOfAsset(ledger, companyId, assetId),
    findItem: (companyId, itemId) => findItem(ledger, companyId, itemId),
    itemsOf: (jobId, page) => itemsOf(ledger, jobId, page),
    linesOfItem: (item) => linesOfItem(ledger, item),
    stop: (companyId, jobId, handle) => control.stop(ledger, companyId, jobId, handle),
    pause: (companyId, jobId, handle) => control.pause(ledger, companyId, jobId, handle),
    resume: (companyId, jobId, handle) => control.resume(ledger, companyId, jobId, handle),
    remove: (companyId, jobId, handle) => control.remove(ledger, companyId, jobId, handle),
    schedules: openSchedules(ledger),
    sweep: () => sweep(ledger),
    referencedBlobs: () => queries.referencedBlobs(ledger),
  };
}

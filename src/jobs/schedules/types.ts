import type { Transaction } from '#ports';
import type { Job, JobKind, JobRequest, Jobs } from '../types.ts';

/** The ledger with the jobs that are yet to be opened. */
export type JobsRoom = Jobs & { readonly schedules: Schedules };

/** When a job is opened: once, or whenever a Quartz expression is due in the time zone of the server.
 *  @source specification of job tracking, §7 "Cron" */
export type DueTime = { readonly at: Date } | { readonly cron: string };

/** A job that is yet to be opened, once or again and again. Gone when it is due no more. */
export type Schedule = {
  readonly id: number;
  readonly companyId: number;
  readonly kind: JobKind;
  /** Unique among schedules of the company. */
  readonly name: string;
  readonly userId: number;
  /** What is opened at each due time. */
  readonly request: JobRequest;
  /** Undefined: due once. */
  readonly cron: string | undefined;
  /** IANA name. */
  readonly timeZone: string;
  readonly nextFireAt: Date;
  /** @source specification of job tracking, §2.6: Blocked is due and waits for its last job to end */
  readonly triggerState: 'Normal' | 'Paused' | 'Blocked';
};

/** Schedules are found by number, or by name as it stands in handles. */
export type ScheduleReference = { readonly id: number } | { readonly name: string };

/** Jobs opened by the clock. A time that passed while no server was running, or while the last job of the schedule still
 *  was, is made up for once; what a paused one missed is not. */
export interface Schedules {
  /** Part of the caller's transaction.
   *  @throws INVALID_PARAMETER for a name in use, and for an expression that is none or is due no more */
  add(transaction: Transaction, request: JobRequest, due: DueTime): Promise<Schedule>;
  /** By name. */
  list(filter: { readonly companyIds: readonly number[] | 'all'; readonly reference?: ScheduleReference; readonly name?: string }): Promise<readonly Schedule[]>;
  /** Opens a job now; due times stay as they are. @throws JOB_NOT_FOUND */
  execute(schedule: Schedule, handle: string): Promise<Job>;
  /** Stops the jobs of a schedule that have not ended. @throws JOB_NOT_FOUND when there are none */
  stopJobs(schedule: Schedule, handle: string): Promise<void>;
  pause(schedule: Schedule, handle: string): Promise<void>;
  /** With its next due time from now on; one that is due once is due at once when its time has passed. */
  resume(schedule: Schedule, handle: string): Promise<void>;
  /** What it opened goes on. */
  remove(schedule: Schedule, handle: string): Promise<void>;
  /** Opens the job of every schedule that is due, each exactly once, however many servers ask. @returns how many */
  fireDue(): Promise<number>;
}

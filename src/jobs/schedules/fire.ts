import { sql } from 'kysely';
import { asFailure } from '#base';
import type { Transaction } from '#ports';
import { openJob } from '../intake.ts';
import type { Ledger } from '../ledger.ts';
import { tablesOf } from '../tables.ts';
import type { Job } from '../types.ts';
import { isActive, selectSchedules } from './rows.ts';
import type { Schedule } from './types.ts';

/** Schedules of one look; the next one goes on. */
const firedAtOnce = 100;

/** Opens the job of every schedule that is due. @returns how many */
export async function fireDue(ledger: Ledger): Promise<number> {
  let fired = 0;
  const failed: number[] = [];
  while (fired + failed.length < firedAtOnce) {
    const outcome = await fireNext(ledger, failed);
    if (outcome === undefined) break;
    if (outcome.isFired) fired += 1;
    else failed.push(outcome.id);
  }
  return fired;
}

/** Opens a job and moves its schedule on in one transaction: whatever dies, a due time is used up by exactly one job. One that
 *  cannot be opened keeps no other waiting.
 *  @returns undefined when none is due */
async function fireNext(ledger: Ledger, failed: readonly number[]): Promise<{ readonly id: number; readonly isFired: boolean } | undefined> {
  let id: number | undefined;
  try {
    return await ledger.database.transaction().execute(async (transaction) => {
      const now = ledger.clock.now();
      const [schedule] = await selectSchedules(ledger, transaction, sql`not is_paused and next_fire_at <= ${now}::timestamptz
        and id <> all(${failed}::bigint[]) and not ${isActive}`, sql`order by next_fire_at, id limit 1 for update of schedule skip locked`);
      if (schedule === undefined) return undefined;
      id = schedule.id;
      const job = await openOf(ledger, transaction, schedule);
      await moveOn(ledger, transaction, schedule, now);
      ledger.log.info('schedule due', { scheduleId: schedule.id, name: schedule.name, dueAt: schedule.nextFireAt.toISOString(), jobId: job.id });
      return { id: schedule.id, isFired: true };
    });
  } catch (thrown) {
    if (id === undefined) throw thrown;
    ledger.log.error('schedule not opened', { scheduleId: id, reason: asFailure(thrown).message, cause: thrown });
    return { id, isFired: false };
  }
}

/** The job of a locked schedule. */
export function openOf(ledger: Ledger, transaction: Transaction, schedule: Schedule): Promise<Job> {
  return openJob(ledger, transaction, { ...schedule.request, scheduleId: schedule.id });
}

/** To the next due time from now on: those that were missed are made up for by one job. */
async function moveOn(ledger: Ledger, transaction: Transaction, schedule: Schedule, now: Date): Promise<void> {
  const tables = tablesOf(transaction);
  const next = schedule.cron === undefined ? undefined : ledger.calendar.next(schedule.cron, schedule.timeZone, now);
  if (next === undefined) await tables.deleteFrom('job_schedule').where('id', '=', schedule.id).execute();
  else await tables.updateTable('job_schedule').set({ next_fire_at: next }).where('id', '=', schedule.id).execute();
}

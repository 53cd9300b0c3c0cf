import { sql, type RawBuilder } from 'kysely';
import { Failure } from '#base';
import type { Transaction } from '#ports';
import { stop } from '../control.ts';
import type { Ledger } from '../ledger.ts';
import { storable, tablesOf } from '../tables.ts';
import { addSchedule } from './add.ts';
import { fireDue, openOf } from './fire.ts';
import { selectSchedules } from './rows.ts';
import type { Schedule, Schedules } from './types.ts';

/** Opens the schedules of a ledger. */
export function openSchedules(ledger: Ledger): Schedules {
  return {
    add: (transaction, request, due) => addSchedule(ledger, transaction, request, due),
    list: (filter) => list(ledger, filter),
    execute: (schedule, handle) => onSchedule(ledger, schedule, handle, (transaction, locked) => openOf(ledger, transaction, locked)),
    stopJobs: (schedule, handle) => stopJobs(ledger, schedule, handle),
    pause: (schedule, handle) => onSchedule(ledger, schedule, handle, (transaction) => change(transaction, schedule, { is_paused: true })),
    resume: (schedule, handle) => onSchedule(ledger, schedule, handle, (transaction, locked) => resume(ledger, transaction, locked)),
    remove: (schedule, handle) => onSchedule(ledger, schedule, handle, async (transaction) => {
      await tablesOf(transaction).deleteFrom('job_schedule').where('id', '=', schedule.id).execute();
    }),
    fireDue: () => fireDue(ledger),
  };
}

async function list(ledger: Ledger, { companyIds, reference, name }: Parameters<Schedules['list']>[0]): Promise<readonly Schedule[]> {
  const conditions: RawBuilder<unknown>[] = [sql`true`];
  if (companyIds !== 'all') conditions.push(sql`company_id = any(${companyIds}::bigint[])`);
  if (name !== undefined) conditions.push(sql`name = ${storable(name)}`);
  if (reference !== undefined && 'id' in reference) conditions.push(sql`id = ${reference.id}`);
  if (reference !== undefined && 'name' in reference) conditions.push(sql`handle_name = ${storable(reference.name)}`);
  return selectSchedules(ledger, ledger.database, sql.join(conditions, sql` and `), sql`order by name, id`);
}

/** @throws JOB_NOT_FOUND when it is there no more */
function onSchedule<Value>(
  ledger: Ledger, schedule: Schedule, handle: string, act: (transaction: Transaction, locked: Schedule) => Promise<Value>,
): Promise<Value> {
  return ledger.database.transaction().execute(async (transaction) => {
    const [locked] = await selectSchedules(ledger, transaction, sql`id = ${schedule.id}`, sql`for update of schedule`);
    if (locked === undefined) throw new Failure('JOB_NOT_FOUND', { handle });
    return act(transaction, locked);
  });
}

async function change(transaction: Transaction, schedule: Schedule, set: { readonly is_paused: boolean; readonly next_fire_at?: Date }): Promise<void> {
  await tablesOf(transaction).updateTable('job_schedule').set(set).where('id', '=', schedule.id).execute();
}

async function resume(ledger: Ledger, transaction: Transaction, schedule: Schedule): Promise<void> {
  if (schedule.triggerState !== 'Paused') return;
  const next = schedule.cron === undefined ? schedule.nextFireAt : ledger.calendar.next(schedule.cron, schedule.timeZone, ledger.clock.now());
  await change(transaction, schedule, { is_paused: false, next_fire_at: next ?? schedule.nextFireAt });
}

async function stopJobs(ledger: Ledger, schedule: Schedule, handle: string): Promise<void> {
  const rows = await tablesOf(ledger.database).selectFrom('job').select('id')
    .where('schedule_id', '=', schedule.id).where('company_id', '=', schedule.companyId).where('state', '<>', 'ended').execute();
  if (rows.length === 0) throw new Failure('JOB_NOT_FOUND', { handle });
  for (const { id } of rows) await stop(ledger, schedule.companyId, Number(id), handle);
}

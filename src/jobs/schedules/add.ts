import { sql } from 'kysely';
import { Failure } from '#base';
import type { Transaction } from '#ports';
import { judgedName } from '../intake.ts';
import type { Ledger } from '../ledger.ts';
import { jsonb, tablesOf } from '../tables.ts';
import type { JobRequest } from '../types.ts';
import { selectSchedules } from './rows.ts';
import type { DueTime, Schedule } from './types.ts';

/** @throws INVALID_PARAMETER */
export async function addSchedule(ledger: Ledger, transaction: Transaction, request: JobRequest, due: DueTime): Promise<Schedule> {
  const name = judgedName(request.originalName);
  const now = ledger.clock.now();
  const nextFireAt = 'at' in due ? due.at : ledger.calendar.next(due.cron, ledger.timeZone, now);
  if (nextFireAt === undefined) {
    throw new Failure('INVALID_PARAMETER', { name: 'execSchedule', expected: 'an expression that is due again', received: 'cron' in due ? due.cron : '' });
  }
  const row = await tablesOf(transaction).insertInto('job_schedule').values({
    company_id: request.companyId, user_id: request.userId, kind: request.kind ?? 'UploadPost', name, request: jsonb(request),
    cron: 'cron' in due ? due.cron : null, time_zone: ledger.timeZone, next_fire_at: nextFireAt, created_at: now,
  }).onConflict((conflict) => conflict.columns(['company_id', 'name']).doNothing()).returning('id').executeTakeFirst();
  if (row === undefined) {
    throw new Failure('INVALID_PARAMETER', { name: 'jobName', expected: 'a name that no scheduled job of the company has', received: name });
  }
  const [schedule] = await selectSchedules(ledger, transaction, sql`id = ${row.id}`);
  return schedule!;
}

import { sql, type RawBuilder } from 'kysely';
import type { Queryable } from '#ports';
import type { Ledger } from '../ledger.ts';
import type { ScheduleRow } from '../tables.ts';
import type { JobKind, JobRequest } from '../types.ts';
import type { Schedule } from './types.ts';

type FoundRow = ScheduleRow & { readonly is_active: boolean };

/** A job of the schedule `schedule` has not ended. */
export const isActive = sql<boolean>`exists (select 1 from job where job.schedule_id = schedule.id and job.state <> 'ended')`;

/** Schedules that meet a condition. @param tail `order by`, `for update` … */
export async function selectSchedules(
  ledger: Pick<Ledger, 'clock'>, database: Queryable, condition: RawBuilder<unknown>, tail: RawBuilder<unknown> = sql`order by name`,
): Promise<readonly Schedule[]> {
  const { rows } = await sql<FoundRow>`
    select schedule.*, ${isActive} as is_active from job_schedule as schedule where ${condition} ${tail}`.execute(database);
  return rows.map((row) => toSchedule(row, ledger.clock.now()));
}

function toSchedule(row: FoundRow, now: Date): Schedule {
  const isBlocked = row.is_active && row.next_fire_at <= now;
  return {
    id: Number(row.id), companyId: Number(row.company_id), kind: row.kind as JobKind, name: row.name, userId: Number(row.user_id),
    request: row.request as JobRequest, cron: row.cron ?? undefined, timeZone: row.time_zone, nextFireAt: row.next_fire_at,
    triggerState: row.is_paused ? 'Paused' : isBlocked ? 'Blocked' : 'Normal',
  };
}

import { scheduleHandle, type Schedule } from '#jobs';
import { formatCompanyHandle, type WireObject } from '#wire';

import { jobElements } from './active-job.ts';
import { present } from './fields.ts';

/** A schedule as `ScheduledJob` of the wire. @source specification of job tracking, §1.6 */
export function presentScheduledJob(schedule: Schedule): WireObject {
  const { request } = schedule;
  return present({
    companyHandle: formatCompanyHandle(schedule.companyId),
    jobHandle: scheduleHandle(schedule),
    name: schedule.name,
    originalName: schedule.name,
    type: schedule.kind,
    submitUserEmail: request.userEmail,
    locale: request.locale,
    description: request.description,
    execSchedule: schedule.cron,
    nextFireTime: schedule.nextFireAt,
    timeZone: schedule.timeZone,
    triggerState: schedule.triggerState,
    [jobElements[schedule.kind]]: request.echo as WireObject,
  });
}

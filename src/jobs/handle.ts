import type { Job } from './types.ts';

/** What a client may say to mean a job. */
export type JobReference = {
  readonly companyId: number;
  /** Of a schedule where `isScheduled`. Absent in the old form, which means the newest job of that name. */
  readonly jobId?: number;
  /** As it stands in handles: `|` replaced by `_`. */
  readonly name: string;
  /** The handle of a scheduled job: name and empty field are the other way round. */
  readonly isScheduled: boolean;
};

/** The handle a client knows a job by: `j|<company>||<name>|<id>`. @source specification of the upload protocol, §8 */
export function jobHandle(job: Pick<Job, 'companyId' | 'name' | 'id'>): string {
  return `j|${job.companyId}||${job.name.replaceAll('|', '_')}|${job.id}`;
}

/** The handle of a job that is yet to be opened: `j|<company>|<name>||<id>`. */
export function scheduleHandle(schedule: { readonly companyId: number; readonly name: string; readonly id: number }): string {
  return `j|${schedule.companyId}|${schedule.name.replaceAll('|', '_')}||${schedule.id}`;
}

/** Reads a handle in any of its forms, with or without the leading `j`; undefined when it is none of them. */
export function parseJobHandle(handle: string): JobReference | undefined {
  const parts = handle.trim().split('|');
  if (parts[0] === 'j') parts.shift();
  const companyId = idOf(parts[0]);
  if (companyId === undefined || parts.length < 3) return undefined;
  const isScheduled = parts[1] !== '';
  if (isScheduled) {
    if (parts[2] !== '' || parts.length > 4) return undefined;
    return reference(companyId, parts[1] ?? '', parts[3], isScheduled);
  }
  if (parts.length === 3) return reference(companyId, parts[2] ?? '', undefined, isScheduled);
  // A client may have put the display name, which keeps its bars, between ours.
  return reference(companyId, parts.slice(2, -1).join('_'), parts.at(-1), isScheduled);
}

function reference(
  companyId: number, name: string, id: string | undefined, isScheduled: boolean,
): JobReference | undefined {
  const jobId = id === undefined ? undefined : idOf(id);
  if (name === '' || (id !== undefined && jobId === undefined)) return undefined;
  return { companyId, name, isScheduled, ...(jobId === undefined ? {} : { jobId }) };
}

function idOf(text: string | undefined): number | undefined {
  const id = /^\d{1,16}$/.test(text ?? '') ? Number(text) : Number.NaN;
  return Number.isSafeInteger(id) ? id : undefined;
}

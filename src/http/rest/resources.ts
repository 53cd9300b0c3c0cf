import { Failure } from '#base';
import { jobHandle, parseJobHandle, scheduleHandle, sourceKindOf, type Item, type Job } from '#jobs';
import type { Asset } from '#library';
import { explain, type Explanation } from '#production';
import { formatAssetHandle, parseAssetHandle } from '#wire';

import type { Visit } from './visit.ts';

type Parameters = Readonly<Record<string, string>>;

/** How an asset was made. @throws RESOURCE_NOT_FOUND, INVALID_PARAMETER for a name of several */
export async function explainAsset(visit: Visit, { asset: named = '' }: Parameters): Promise<Explanation> {
  const asset = await assetOf(visit, named);
  const found = asset.making && await visit.rooms.jobs.findItem(visit.company.id, asset.making.itemId);
  return explain({ made: found && await withLines(visit, found), asset }, visit.locale);
}

/** What became of an item. @throws RESOURCE_NOT_FOUND */
export async function explainItem(visit: Visit, { item: named = '' }: Parameters): Promise<Explanation> {
  const { jobs, library } = visit.rooms;
  const id = /^\d{1,15}$/.test(named) ? Number(named) : undefined;
  const found = id === undefined ? undefined : await jobs.findItem(visit.company.id, id);
  if (found === undefined) throw new Failure('RESOURCE_NOT_FOUND', { path: `items/${named.slice(0, 200)}` });
  const made = await withLines(visit, found);
  const assetId = 'assetId' in found.item ? found.item.assetId : made.lines.find((line) => line.asset?.id !== undefined)?.asset?.id;
  const [asset] = assetId === undefined ? [] : await library.assetsByIds(visit.company.id, [assetId]);
  return explain({ made, asset }, visit.locale);
}

export const mostPerPage = 1000;

/** Jobs that are yet to be opened, by name. */
export async function listSchedules({ rooms, company }: Visit): Promise<unknown> {
  const schedules = await rooms.jobs.schedules.list({ companyIds: [company.id] });
  return {
    schedules: schedules.map((schedule) => ({
      handle: scheduleHandle(schedule), name: schedule.name, kind: schedule.kind, submitter: schedule.request.userEmail,
      ...(schedule.cron === undefined ? {} : { expression: schedule.cron }),
      timeZone: schedule.timeZone, nextFireAt: schedule.nextFireAt.toISOString(), state: schedule.triggerState,
    })),
  };
}

/** The items of a job, in order of arrival. @throws RESOURCE_NOT_FOUND, INVALID_PARAMETER */
export async function listItems(visit: Visit, { job: named = '' }: Parameters, query: Parameters): Promise<unknown> {
  const job = await jobOf(visit, named);
  const pageSize = countIn(query, 'pageSize', 100, mostPerPage);
  const page = countIn(query, 'page', 1, 2 ** 31 - 1);
  const items = await visit.rooms.jobs.itemsOf(job.id, { pageSize, page });
  return {
    job: { handle: jobHandle(job), name: job.originalName, kind: job.kind }, totalItems: job.receivedCount,
    items: items.map(itemOf),
  };
}

function itemOf(item: Item): unknown {
  return {
    id: item.id, path: item.folder + item.fileName, state: item.state, attempts: item.attempts,
    source: sourceKindOf(item),
    ...('assetId' in item ? { assetHandle: formatAssetHandle(item.assetId) } : {}),
    ...('blobId' in item ? { sizeBytes: item.sizeBytes } : {}),
  };
}

async function withLines({ rooms }: Visit, found: { readonly item: Item; readonly job: Job }) {
  return { ...found, lines: await rooms.jobs.linesOfItem(found.item) };
}

/** By handle, else by name. */
async function assetOf({ rooms, company }: Visit, named: string): Promise<Asset> {
  const id = named.startsWith('a|') ? parseAssetHandle(named) : undefined;
  const found = id === undefined
    ? await rooms.library.assetsByNames(company.id, [named]) : await rooms.library.assetsByIds(company.id, [id]);
  const [asset, second] = found;
  if (asset === undefined) throw new Failure('RESOURCE_NOT_FOUND', { path: `assets/${named.slice(0, 200)}` });
  if (second !== undefined) {
    const handles = found.map((one) => `${formatAssetHandle(one.id)} (${one.type})`).join(', ');
    throw new Failure('INVALID_PARAMETER', { name: 'asset', expected: `one of ${handles}`, received: named.slice(0, 200) });
  }
  return asset;
}

export async function jobOf({ rooms, company }: Visit, named: string): Promise<Job> {
  const reference = parseJobHandle(named);
  const jobId = /^\d{1,15}$/.test(named) ? Number(named) : reference?.jobId;
  const found = reference !== undefined && reference.companyId !== company.id ? []
    : jobId !== undefined ? await rooms.jobs.findLogs({ companyId: company.id, ...(reference?.isScheduled ? { scheduleId: jobId } : { jobId }) })
      : await rooms.jobs.findLogs({ companyId: company.id, ...(reference ? { name: reference.name } : { originalName: named }) });
  const [job] = found;
  if (job === undefined) throw new Failure('RESOURCE_NOT_FOUND', { path: `jobs/${named.slice(0, 200)}` });
  return job;
}

export function countIn(query: Parameters, name: string, fallback: number, most: number): number {
  const text = query[name];
  if (text === undefined) return fallback;
  const count = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > most) throw new Failure('INVALID_PARAMETER', { name, expected: `a whole number from 1 to ${most}`, received: String(text).slice(0, 200) });
  return count;
}

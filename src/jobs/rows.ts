import type { FailureParams, Json, TextKey } from '#base';
import { progressOf } from './state.ts';
import type { ItemRow, JobRow, LineRow } from './tables.ts';
import type { Item, ItemSource, Job, JobKind, Line, Listing, LogFileType, LogType, NewLine, Origin } from './types.ts';

export function toJob(row: JobRow): Job {
  const job: Omit<Job, 'progress'> = {
    id: Number(row.id),
    companyId: Number(row.company_id),
    userId: Number(row.user_id),
    userEmail: row.user_email,
    kind: row.kind as JobKind,
    originalName: row.original_name,
    name: row.name,
    state: row.state,
    isPaused: row.is_paused,
    locale: row.locale,
    description: row.description,
    clientName: row.client_name,
    clientAddress: row.client_address,
    serverName: row.server_name,
    options: row.options as Json,
    echo: row.echo as Json,
    startedAt: row.started_at,
    lastPostAt: row.last_post_at,
    inputClosedAt: row.input_closed_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    receivedCount: row.received_count - row.unpacked_count,
    runningCount: row.running_count,
    counts: {
      success: row.success_count,
      update: row.update_count,
      duplicate: row.duplicate_count,
      error: row.error_count,
      warning: row.warning_count,
      skipped: row.skipped_count,
    },
    transfers: { success: row.transfer_success_count, error: row.transfer_error_count, warning: row.transfer_warning_count },
    isFatal: row.is_fatal,
  };
  return { ...job, progress: { ...progressOf(job, row.progress_file), at: row.progress_at } };
}

type ItemColumns = Pick<ItemRow, 'id' | 'job_id' | 'company_id' | 'position' | 'folder' | 'file_name' | 'order_key'
  | 'blob_id' | 'size_bytes' | 'asset_id' | 'origin' | 'listing' | 'state' | 'attempts' | 'progress' | 'plan'
  | 'archive_item_id' | 'unpacked_records' | 'unpacked_bytes'>;

export function toItem(row: ItemColumns): Item {
  return {
    id: Number(row.id),
    jobId: Number(row.job_id),
    companyId: Number(row.company_id),
    position: row.position,
    folder: row.folder,
    fileName: row.file_name,
    orderKey: row.order_key,
    ...sourceOf(row),
    state: row.state,
    attempts: row.attempts,
    progress: row.progress,
    plan: row.plan === null ? undefined : row.plan as Json,
    ...(row.archive_item_id !== null && { archiveItemId: Number(row.archive_item_id) }),
    unpacked: { records: row.unpacked_records, sizeBytes: Number(row.unpacked_bytes) },
  };
}

function sourceOf(row: ItemColumns): ItemSource {
  if (row.asset_id !== null) return { assetId: Number(row.asset_id) };
  if (row.listing !== null) return { listing: row.listing as Listing };
  const origin = row.origin === null ? {} : { origin: row.origin as Origin };
  if (row.blob_id === null) return origin as { origin: Origin };
  return { blobId: row.blob_id, sizeBytes: Number(row.size_bytes), ...origin };
}

export function toLine(row: LineRow): Line {
  return {
    id: Number(row.id),
    jobId: Number(row.job_id),
    at: row.at,
    type: row.type as LogType,
    key: row.key as TextKey,
    params: row.params as FailureParams,
    ...(row.reason === null ? {} : { reason: row.reason as NonNullable<NewLine['reason']> }),
    ...(row.asset_name === null ? {} : {
      asset: {
        id: row.asset_id === null ? undefined : Number(row.asset_id),
        name: row.asset_name,
        fileType: row.asset_file_type as LogFileType,
      },
    }),
    ...(row.notes === null ? {} : { notes: row.notes as NonNullable<NewLine['notes']> }),
  };
}

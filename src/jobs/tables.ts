import type { ColumnType, Generated, GeneratedAlways, Selectable } from 'kysely';
import type { Queryable } from '#ports';

/** JSON goes in as text: the driver would turn a plain array into a PostgreSQL array. */
type Jsonb = ColumnType<unknown, string, string>;

/** Tables of the migrations 0020 to 0029. */
export type JobTables = {
  job: {
    id: Generated<number>;
    company_id: number;
    company_root: string;
    user_id: number;
    user_email: string;
    kind: string;
    original_name: string;
    name: string;
    handle_name: GeneratedAlways<string>;
    state: 'open' | 'stopping' | 'ended';
    is_paused: Generated<boolean>;
    is_removed: Generated<boolean>;
    locale: string;
    description: string;
    client_name: string;
    client_address: string;
    server_name: string;
    options: Jsonb;
    echo: Jsonb;
    started_at: Date;
    last_post_at: Date;
    input_closed_at: Date | null;
    ended_at: Generated<Date | null>;
    received_count: Generated<number>;
    running_count: Generated<number>;
    success_count: Generated<number>;
    update_count: Generated<number>;
    duplicate_count: Generated<number>;
    error_count: Generated<number>;
    warning_count: Generated<number>;
    skipped_count: Generated<number>;
    /** Archives whose entries took their place. */
    unpacked_count: Generated<number>;
    transfer_success_count: Generated<number>;
    transfer_error_count: Generated<number>;
    transfer_warning_count: Generated<number>;
    is_fatal: Generated<boolean>;
    progress_file: Generated<string>;
    progress_at: Date;
    schedule_id: Generated<number | null>;
    followers: ColumnType<unknown, string | null | undefined, never>;
  };
  job_item: {
    id: Generated<number>;
    job_id: number;
    company_id: number;
    position: number;
    folder: string;
    file_name: string;
    order_key: string;
    /** Where it was received as a file; otherwise `asset_id` says what it is made from. */
    blob_id: string | null;
    size_bytes: number | null;
    asset_id: number | null;
    origin: Jsonb | null;
    listing: Jsonb | null;
    state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
    attempts: Generated<number>;
    interruptions: Generated<number>;
    progress: Generated<number>;
    progress_at: Date;
    plan: Jsonb | null;
    lease: Generated<string | null>;
    lease_until: Generated<Date | null>;
    holder: Generated<string | null>;
    not_before: Generated<Date | null>;
    ticketed_at: Date;
    tickets: Generated<number>;
    archive_item_id: number | null;
    unpacked_records: Generated<number>;
    unpacked_bytes: Generated<number>;
  };
  /** `migrations/0026-closing-and-sets.sql`. */
  job_closing: {
    id: Generated<number>;
    job_id: number;
    tasks: string[];
    state: Generated<'idle' | 'waiting' | 'running'>;
    attempts: Generated<number>;
    interruptions: Generated<number>;
    progress: Generated<number>;
    progress_at: Date;
    lease: Generated<string | null>;
    lease_until: Generated<Date | null>;
    holder: Generated<string | null>;
    not_before: Generated<Date | null>;
    ticketed_at: Date;
    tickets: Generated<number>;
  };
  job_schedule: {
    id: Generated<number>;
    company_id: number;
    user_id: number;
    kind: string;
    name: string;
    handle_name: GeneratedAlways<string>;
    request: Jsonb;
    cron: string | null;
    time_zone: string;
    next_fire_at: Date;
    is_paused: Generated<boolean>;
    created_at: Date;
  };
  job_line: {
    id: Generated<number>;
    job_id: number;
    at: Date;
    type: string;
    key: string;
    params: Jsonb;
    reason: Jsonb | null;
    asset_id: number | null;
    asset_name: string | null;
    asset_file_type: string | null;
    notes: Jsonb | null;
  };
};

export type ScheduleRow = Selectable<JobTables['job_schedule']>;
export type JobRow = Selectable<JobTables['job']>;
export type ItemRow = Selectable<JobTables['job_item']>;
export type ClosingRow = Selectable<JobTables['job_closing']>;
export type LineRow = Selectable<JobTables['job_line']>;

/** Tables of this room inside whatever is open. */
export function tablesOf(queryable: Queryable) {
  return queryable.withTables<JobTables>();
}

/** Text as PostgreSQL can keep it: names come from strangers and may hold NUL or half a surrogate pair. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** A value as a `jsonb` parameter. */
export function jsonb(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? storable(part) : part));
}

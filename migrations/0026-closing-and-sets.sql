-- Jobs: what is to be done at the end of a job, when its last file is done and before it ends.

create table job_closing (
  -- Counted with the items: a ticket names an item or a closing.
  id bigint primary key default nextval('job_item_id_seq'),
  job_id bigint not null unique references job (id) on delete cascade,
  -- Tasks not done yet, in order; the first is the next or in work.
  tasks text[] not null check (cardinality(tasks) > 0),
  state text not null default 'idle' check (state in ('idle', 'waiting', 'running')),
  attempts integer not null default 0,
  interruptions integer not null default 0,
  progress double precision not null default 0,
  progress_at timestamptz not null,
  lease text,
  lease_until timestamptz,
  holder text,
  not_before timestamptz,
  ticketed_at timestamptz not null,
  tickets integer not null default 0,
  check ((state = 'running') = (lease is not null))
);
create index job_closing_due on job_closing (state) where state <> 'idle';

-- The task of a job that is closing. A function for the reason that job_running_items is one.
create function job_closing_now(of_job bigint) returns jsonb language plpgsql stable as $$
begin
  return (
    select jsonb_build_object('task', tasks[1], 'isRunning', state = 'running', 'progress', progress, 'at', progress_at)
    from job_closing where job_id = of_job and state <> 'idle'
  );
end $$;

-- Library: what a set is beside its members. Rows of members: their place in a spin of two axes; their swatch.

create table asset_set (
  asset_id bigint primary key references asset (id) on delete cascade,
  -- As somebody said it; null where it is made of the members.
  definition text,
  thumb_asset_id bigint references asset (id) on delete set null
);

alter table asset_member
  -- Counted from 0, only in spins of two axes.
  add column row_number integer,
  add column swatch_id bigint references asset (id) on delete set null,
  add column page_reset boolean not null default false;
create index asset_member_by_swatch on asset_member (swatch_id) where swatch_id is not null;
create index asset_set_by_thumb on asset_set (thumb_asset_id) where thumb_asset_id is not null;

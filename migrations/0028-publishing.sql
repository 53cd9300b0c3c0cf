-- What servers show: in the instant model every marked asset as it stands, in the classic one what the last publishing left.

alter table asset
  -- When it was last marked, for one that is marked no more: until then every change was published at once.
  add column last_marked_at timestamptz,
  -- Whether the administrators heard that its days in the trash are nearly over.
  add column trash_warned_at timestamptz;

create function note_last_mark() returns trigger language plpgsql as $$
begin
  new.last_marked_at := old.modified_at;
  return new;
end $$;
create trigger asset_unmarked before update of is_ready, trash_state on asset for each row
  when (old.is_ready and old.trash_state = 'NotInTrash' and not (new.is_ready and new.trash_state = 'NotInTrash'))
  execute function note_last_mark();

create table asset_publication (
  asset_id bigint primary key references asset (id) on delete cascade,
  company_id bigint not null,
  name text collate "C" not null,
  context text not null check (context in ('ImageServing', 'ImageRendering', 'Video')),
  server_name text not null,
  -- The asset's version that was published; 0 asks for it to be published again.
  version bigint not null,
  published_at timestamptz not null,
  -- Whether it is shown: withdrawn publications stay as history.
  is_live boolean not null,
  -- The row of the asset as it was published.
  record jsonb not null
);
create index asset_publication_name on asset_publication (company_id, name) where is_live;
create index asset_publication_live on asset_publication (company_id, asset_id) where is_live;

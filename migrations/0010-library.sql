-- Library: folders, assets, projects. Names and paths compare byte by byte ("C"), so that a folder
-- with everything below it is one range of an index whatever the locale of the database.

create table folder (
  id bigint generated always as identity primary key,
  company_id bigint not null,
  path text collate "C" not null,
  -- null for the company root
  parent_path text collate "C",
  modified_at timestamptz not null,
  unique (company_id, path)
);
create index folder_by_parent on folder (company_id, parent_path);

create table asset (
  id bigint generated always as identity primary key,
  company_id bigint not null,
  type text not null,
  sub_type text not null default '',
  -- which assets this one's name must differ from: 'catalog' or the type itself
  namespace text not null,
  name text collate "C" not null,
  file_name text collate "C" not null,
  folder_path text collate "C" not null,
  is_ready boolean not null,
  trash_state text not null default 'NotInTrash'
    check (trash_state in ('NotInTrash', 'InTrash', 'InEmptiedTrash')),
  -- when it entered its present trash state; null outside the trash
  trashed_at timestamptz,
  created_at timestamptz not null,
  created_by text not null,
  modified_at timestamptz not null,
  modified_by text not null,
  version bigint not null default 1,
  original_blob text,
  original_bytes bigint,
  original_folder text not null,
  original_file_name text not null,
  -- role -> {blobId, sizeBytes}
  artifacts jsonb not null default '{}',
  -- facts of a raster
  image jsonb,
  -- facts of other types, shown in their Info
  facts jsonb,
  keywords text[] not null default '{}',
  anchor_x_px integer,
  anchor_y_px integer,
  url_modifier text not null default '',
  url_post_modifier text not null default '',
  user_data text not null default '',
  description text not null default '',
  check ((original_blob is null) = (original_bytes is null))
);

-- A name is free again only when the asset is destroyed: the trash still holds it.
create unique index asset_name_once on asset (company_id, namespace, name)
  where trash_state <> 'InEmptiedTrash';
-- Listings and their totals are read from the index alone; what lies in the trash is not in their way.
create index asset_by_folder on asset (company_id, folder_path, name, id) include (type, is_ready)
  where trash_state = 'NotInTrash';
create index asset_by_name on asset (company_id, name, id) include (type, is_ready) where trash_state = 'NotInTrash';
create index asset_by_created on asset (company_id, created_at, id) where trash_state = 'NotInTrash';
create index asset_by_modified on asset (company_id, modified_at, id) where trash_state = 'NotInTrash';
create index asset_by_folded_name on asset (company_id, (lower(name collate "default")) text_pattern_ops);
create index asset_by_keyword on asset using gin (keywords) where keywords <> '{}';
create index asset_in_trash on asset (company_id, name, id) where trash_state = 'InTrash';
create index asset_trashed on asset (trash_state, trashed_at) where trash_state <> 'NotInTrash';

create table project (
  id bigint generated always as identity primary key,
  company_id bigint not null,
  name text collate "C" not null,
  created_at timestamptz not null,
  unique (company_id, name)
);

create table asset_project (
  asset_id bigint not null references asset (id) on delete cascade,
  project_id bigint not null references project (id) on delete cascade,
  primary key (asset_id, project_id)
);
create index asset_project_by_project on asset_project (project_id, asset_id);

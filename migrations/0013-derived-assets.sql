-- What is made of an asset beside itself: pages, layers, templates, catalogs; and members of sets.

create table generation (
  generated_id bigint primary key references asset (id) on delete cascade,
  originator_id bigint not null references asset (id) on delete cascade,
  -- who made it: PostScriptRip, PhotoshopLayers …
  engine text not null,
  -- which part of the originator it is: 'page 3', 'layer 2', 'template'
  part text not null,
  unique (originator_id, engine, part)
);

create table asset_member (
  container_id bigint not null references asset (id) on delete cascade,
  place integer not null,
  member_id bigint not null references asset (id) on delete cascade,
  primary key (container_id, place)
);
create index asset_member_by_member on asset_member (member_id);

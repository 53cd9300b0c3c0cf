-- What pages of documents say beside their pixels: where they lead, and their words.

-- places of an image that lead somewhere, in order from the bottom: [{id, name, shape, region, action, position, isEnabled, …}]
alter table asset add column image_maps jsonb not null default '[]';
create sequence image_map_id;

-- lines of text with their words, apart from the rows: listings do not carry them
create table asset_text (
  asset_id bigint primary key references asset (id) on delete cascade,
  lines jsonb not null
);

-- What an item is made from: a file that was received, or the original of an asset that is there already.

alter table job_item
  alter column blob_id drop not null,
  alter column size_bytes drop not null,
  add column asset_id bigint,
  add constraint job_item_source check (num_nonnulls(blob_id, asset_id) = 1),
  add constraint job_item_size check ((blob_id is null) = (size_bytes is null));

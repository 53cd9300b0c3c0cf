-- Items whose bytes are fetched when their turn comes, items that unfold into others, and counts of transfers.

alter table job_item
  -- Where the bytes lie until they are fetched: a URL, a file of a server's folder. Then the blob is filled in beside it.
  add column origin jsonb,
  -- What is looked up when its turn comes; the item gives way to those that are found.
  add column listing jsonb,
  drop constraint job_item_source,
  add constraint job_item_source check (
    num_nonnulls(asset_id, listing) + (num_nonnulls(blob_id, origin) > 0)::integer = 1);

alter table job
  add column transfer_success_count integer not null default 0,
  add column transfer_error_count integer not null default 0,
  add column transfer_warning_count integer not null default 0;
-- Files that were received with requests.
update job set transfer_success_count = received_count where kind = 'UploadPost';

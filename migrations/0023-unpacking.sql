-- Files that come out of archives: items of the same job.

alter table job
  -- Archives that were unpacked: received, but what counts as files is what was in them.
  add column unpacked_count integer not null default 0;
alter table job_item
  -- The archive it came out of.
  add column archive_item_id bigint,
  -- Of an archive: records dealt with so far, and the bytes they held. Whoever goes on begins behind them.
  add column unpacked_records integer not null default 0,
  add column unpacked_bytes bigint not null default 0;

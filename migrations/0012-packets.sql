-- XMP of assets, apart from their rows: listings do not carry it.

create table asset_packet (
  asset_id bigint primary key references asset (id) on delete cascade,
  -- what the asset says about itself now
  packet bytea,
  -- the part of it that users and jobs said, to be kept when another file comes
  edits bytea,
  check (num_nonnulls(packet, edits) > 0)
);

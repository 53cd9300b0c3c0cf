-- How an asset was made: the item that made its present artifacts, and the options beyond the defaults that decided
-- about their pixels, so that it can be made again in the same way.
alter table asset add column making jsonb;

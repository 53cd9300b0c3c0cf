-- A worker that has room takes the next items of a job in their order, whatever their number.
create index job_item_next on job_item (job_id, id) where state = 'queued';
drop index job_item_queued;

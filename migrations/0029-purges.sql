-- URLs that caches of others are to forget are told outside like everything else.

alter table notice
  drop constraint notice_kind_check,
  add constraint notice_kind_check check (kind in ('PostHttpUrl', 'JobBegan', 'JobEnded', 'TrashWarning', 'CdnPurge'));

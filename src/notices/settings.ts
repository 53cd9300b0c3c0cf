import type { Setting } from '#base';

/** Settings of what is told outside. */
export const noticeSettings: readonly Setting[] = [
  {
    name: 'PREPRESS_SMTP_URL', kind: 'secret',
    meaning: 'Server that takes mails, as smtp://user:password@host:587 or smtps://user:password@host; unset means that mails are written into the folder outbox of the data folder, where `prepress outbox` reads them.',
  },
  {
    name: 'PREPRESS_MAIL_FROM', kind: 'text', default: 'Prepress <prepress@localhost>',
    meaning: 'Sender of mails.',
  },
  {
    name: 'PREPRESS_NOTICE_SECRET', kind: 'secret',
    meaning: 'Secret that requests to `postHttpUrl` and to PREPRESS_CDN_PURGE_URL are signed with, in the header Prepress-Signature; unset means no signature.',
  },
  {
    name: 'PREPRESS_CDN_PURGE_URL', kind: 'text',
    meaning: 'Where `cdnCacheInvalidation` posts the URLs that a cache in front of this server is to forget, as {"urls": […]}; unset means that there is none.',
  },
  {
    name: 'PREPRESS_CDN_PURGE_TOKEN', kind: 'secret',
    meaning: 'Sent to PREPRESS_CDN_PURGE_URL as Authorization: Bearer.',
  },
];

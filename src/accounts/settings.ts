import type { Setting } from '#base';

/** Settings of the accounts room. They matter at the first start only; later starts change nothing. */
export const accountsSettings: readonly Setting[] = [
  {
    name: 'PREPRESS_ADMIN_EMAIL', kind: 'text', default: 'admin@localhost',
    meaning: 'E-mail of the first administrator.',
  },
  {
    name: 'PREPRESS_ADMIN_PASSWORD', kind: 'secret', defaultText: 'made at first start',
    meaning: 'Password of the first administrator.',
  },
  {
    name: 'PREPRESS_COMPANY', kind: 'text', default: 'Prepress',
    meaning: 'Name of the first company; its root folder has the same name.',
  },
];

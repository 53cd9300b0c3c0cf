import type { Setting } from '#base';

/** Settings of requests to servers that users name. */
export const outboundSettings: readonly Setting[] = [
  {
    name: 'PREPRESS_OUTBOUND_ALLOW', kind: 'list', default: [],
    meaning: 'Exceptions from the rule that URLs of users (downloads, notices, purges) reach public addresses only: addresses, networks such as 10.0.0.0/8, names, and names with all below them such as *.intern.example.',
  },
];

import type { Setting } from '#base';

/** Settings of the library room. */
export const librarySettings: readonly Setting[] = [
  {
    name: 'PREPRESS_TRASH_DAYS', kind: 'integer', unit: 'days', min: 1, max: 3650, default: 7,
    meaning: 'How long a deleted asset stays in the trash, where it can be restored, before it is destroyed.',
  },
  {
    name: 'PREPRESS_PUBLISH_INSTANT', kind: 'boolean', default: true,
    meaning: 'Marking an asset for publishing publishes it at once; false means that servers show what the last publish job left.',
  },
];

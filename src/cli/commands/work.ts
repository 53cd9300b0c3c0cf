import type { Command } from '../command.ts';

export const work: Command = {
  name: 'work',
  summary: 'Starts production alone, for further machines on the same DATABASE_URL and PREPRESS_BLOBS.',
  usage: '',
  options: {},
  run: ({ abilities }) => abilities.work(),
};

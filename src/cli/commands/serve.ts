import type { Command } from '../command.ts';

export const serve: Command = {
  name: 'serve',
  summary: 'Starts the server: every door, and production with as many children as PREPRESS_WORKERS says.',
  usage: '',
  options: {},
  run: ({ abilities }) => abilities.serve(),
};

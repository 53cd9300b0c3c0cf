import { describe } from '../../src/wire/index.ts';

/** The reference of the service, one page per group of operations, for the newest documented version. */
export function apiPages(): Readonly<Record<string, string>> {
  return Object.fromEntries(describe('2014-04-03').map(({ path, text }) => [`api/${path}`, text]));
}

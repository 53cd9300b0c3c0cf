import { Failure } from '#base';

/** Errors of the socket below PostgreSQL. */
const socketCodes = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN',
]);

/** Sessions ended from outside, a server that starts or stops, too many sessions, a statement out of time.
 *  @source PostgreSQL manual, appendix A "PostgreSQL Error Codes": classes 08, 57P, 53300, 57014, 25P03 */
const isOutageState = (code: string): boolean =>
  code.startsWith('08') || code.startsWith('57P') || code === '53300' || code === '57014' || code === '25P03';

/** `pg` reports these by text only. */
const outageTexts = [
  'Connection terminated', 'timeout exceeded when trying to connect', 'Query read timeout', 'timeout expired',
  'Client has encountered a connection error', 'Cannot use a pool after calling end',
];

/** A statement that a connection keeps no longer fits its table, because a newer server migrated the database
 *  meanwhile: a fresh connection, and a second try, cure it. */
const isStaleStatement = (code: string, message: string): boolean =>
  code === '0A000' && message.includes('cached plan must not change result type');

/** Tells an outage from a fault of ours: outages become DATABASE_DOWN or DISK_FULL, the rest stays as it is. */
export function translateOutage(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || thrown instanceof Failure) return thrown;
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  if (code === '53100') return new Failure('DISK_FULL', {}, { cause: thrown });
  const isOutage = socketCodes.has(code) || isOutageState(code) || isStaleStatement(code, thrown.message)
    || outageTexts.some((text) => thrown.message.startsWith(text));
  return isOutage ? new Failure('DATABASE_DOWN', {}, { cause: thrown }) : thrown;
}

/** Awaits `work` and translates what it throws. */
export async function withOutages<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (thrown) {
    throw translateOutage(thrown);
  }
}

import type { JobCounts } from '#jobs';
import type { EmailMode } from './types.ts';

/** How a job ended, as mails see it: a skipped duplicate is a warning.
 *  @param isFaulty Whether it has errors that no file counts for. @source specification of job tracking, §8 */
export function gravityOf(counts: JobCounts, isFaulty: boolean): 'clean' | 'warnings' | 'errors' {
  if (isFaulty || counts.error > 0) return 'errors';
  return warningsIn(counts) > 0 ? 'warnings' : 'clean';
}

/** Warnings as mails count them. */
export function warningsIn(counts: JobCounts): number {
  return counts.warning + counts.duplicate;
}

const endMails: { readonly [Mode in EmailMode]: ReadonlySet<ReturnType<typeof gravityOf>> } = {
  None: new Set(),
  JobCompletion: new Set(['clean', 'warnings', 'errors']),
  Error: new Set(['errors']),
  ErrorAndWarning: new Set(['warnings', 'errors']),
  All: new Set(['clean', 'warnings', 'errors']),
};

/** Whether a mail says that a job began. */
export function isBeginMailDue(mode: EmailMode): boolean {
  return mode === 'All';
}

/** Whether a mail says that a job ended so. @source specification of job tracking, §8 */
export function isEndMailDue(mode: EmailMode, gravity: ReturnType<typeof gravityOf>): boolean {
  return endMails[mode].has(gravity);
}

/** What a job's options wish to be told, as far as they can be read. */
export function readWishes(options: unknown): { readonly mode: EmailMode; readonly mailUserId: number | undefined; readonly postHttpUrl: string | undefined } {
  const { email, mailUserId, postHttpUrl } = (typeof options === 'object' && options !== null ? options : {}) as Readonly<Record<string, unknown>>;
  return {
    mode: typeof email === 'string' && Object.hasOwn(endMails, email) ? email as EmailMode : 'None',
    mailUserId: typeof mailUserId === 'number' ? mailUserId : undefined,
    postHttpUrl: typeof postHttpUrl === 'string' && postHttpUrl !== '' ? postHttpUrl : undefined,
  };
}

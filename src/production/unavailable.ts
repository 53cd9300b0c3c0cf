import type { Remark } from './plan.ts';

/** Says of an option that no step carries out yet, for the log line. */
export function unavailable(step: string): Remark {
  return { key: 'log.stepUnavailable', params: { step } };
}

import type { AssetType } from '#library';
import type { Remark } from './plan.ts';
import type { UploadOptions } from './types.ts';

/** What would be made of a file that is only stored by now. */
export function unavailableForStored(type: AssetType, options: UploadOptions): readonly string[] {
  switch (type) {
    case 'Zip': return named([['unpacking archives', options.uncompress]]);
    default: return [];
  }
}

function named(steps: readonly (readonly [string, boolean])[]): readonly string[] {
  return steps.filter(([, isWanted]) => isWanted).map(([name]) => name);
}

/** The remark for the log line. */
export function unavailable(step: string): Remark {
  return { key: 'log.stepUnavailable', params: { step } };
}

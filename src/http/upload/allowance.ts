import { Failure } from '#base';

import type { UploadPolicy } from './settings.ts';

/** What one request may bring as long as nobody knows who sends it. Disposing gives back what it had taken. */
export interface Allowance extends Disposable {
  /** @throws UPLOAD_LIMIT */
  takeFile(): void;
  /** @throws UPLOAD_LIMIT */
  takeBytes(sizeBytes: number): void;
  /** The sender is known: from here on nothing is counted. */
  lift(): void;
}

type Limits = Pick<UploadPolicy, 'strangerMaxBytes' | 'strangerMaxFiles' | 'strangersTotalBytes'>;

/** Counts what senders nobody knows yet have put on our disk, each and all together.
 *  @source specification of client behaviours, 1 */
export function createAllowances(limits: Limits): { open(): Allowance } {
  let totalBytes = 0;
  return {
    open() {
      let files = 0;
      let takenBytes = 0;
      let isLifted = false;
      const giveBack = () => {
        totalBytes -= takenBytes;
        takenBytes = 0;
        isLifted = true;
      };
      return {
        takeFile() {
          files += 1;
          if (!isLifted && files > limits.strangerMaxFiles) throw exceeded(limits.strangerMaxFiles, 'files before authentication');
        },
        takeBytes(sizeBytes) {
          if (isLifted) return;
          takenBytes += sizeBytes;
          totalBytes += sizeBytes;
          if (takenBytes > limits.strangerMaxBytes) throw exceeded(limits.strangerMaxBytes, 'bytes before authentication');
          if (totalBytes > limits.strangersTotalBytes) {
            throw exceeded(limits.strangersTotalBytes, 'bytes of all senders before authentication');
          }
        },
        lift: giveBack,
        [Symbol.dispose]: giveBack,
      };
    },
  };
}

function exceeded(limit: number, unit: string): Failure {
  return new Failure('UPLOAD_LIMIT', { limit, unit });
}

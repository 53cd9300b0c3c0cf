import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Failure } from '#base';
import { bytesSource, wholeSamples, type OpenPicture, type Picture } from '#formats';

/** Pixels of a picture that one of our own readers reads. */
export function samplesOf(open: OpenPicture, bytes: Uint8Array): number[] {
  return [...wholeSamples(open(bytesSource(bytes)))];
}

export function opened(open: OpenPicture, bytes: Uint8Array): Picture {
  return open(bytesSource(bytes));
}

/** For `assert.throws`. */
export function failsWith(code: string, detail = /(?:)/): (thrown: unknown) => boolean {
  return (thrown) => thrown instanceof Failure && thrown.code === code && detail.test(thrown.message);
}

/** Whoever decodes has a limit of pixels; tests of hostile files have a small one. */
const limitPixels = 1_000_000;

/** Decodes, or fails for a reason that is the file's. */
function attempt(open: OpenPicture, bytes: Uint8Array): void {
  try {
    const picture = opened(open, bytes);
    if (picture.widthPx * picture.heightPx <= limitPixels) wholeSamples(picture);
  } catch (thrown) {
    assert.ok(thrown instanceof Failure && ['BROKEN_FILE', 'UNSUPPORTED_IMAGE'].includes(thrown.code), String(thrown instanceof Error ? thrown.stack : thrown));
  }
}

/** Every cut and any garbage in it ends in pixels or in a failure that is the file's. */
export function assertHardened(open: OpenPicture, wholes: readonly Uint8Array[]): void {
  for (const whole of wholes) {
    for (let length = 0; length < whole.length; length++) attempt(open, whole.subarray(0, length));
  }
  const change = fc.record({ whole: fc.nat(), changes: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }) });
  fc.assert(fc.property(change, ({ whole, changes }) => {
    const bytes = Uint8Array.from(wholes[whole % wholes.length]!);
    for (const [at, value] of changes) bytes[at % bytes.length] = value;
    attempt(open, bytes);
  }), { numRuns: 3000 });
}

import { Failure } from '#base';

/** What people understand instead of the library's messages, first match wins. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/premature|truncat|end of (file|stream|image|buffer)|not enough|too short|read error|unable to read|IDAT|read gave|fewer/i, 'it ends before its contents do'],
  [/bad dimensions/i, 'it has no size'],
  [/required field/i, 'its TIFF directory lacks a required field'],
  [/corrupt|invalid|bad |not a |bogus|unsupported marker|CRC/i, 'its contents do not follow the format'],
];

/** Turns what the library threw into our failure. @param limitPixels To name it when it was the pixel limit. */
export function imageFailure(thrown: unknown, limitPixels: number): Failure {
  if (thrown instanceof Failure) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (/pixel limit/i.test(message)) return new Failure('PIXEL_LIMIT', { pixels: `more than ${limitPixels}`, limit: limitPixels }, { cause: thrown });
  if (/unsupported image format|no known/i.test(message)) {
    return new Failure('UNSUPPORTED_IMAGE', { detail: 'this kind of image cannot be read here' }, { cause: thrown });
  }
  const known = reasons.find(([pattern]) => pattern.test(message))?.[1];
  const firstLine = message.split('\n')[0]!.replace(/^.*?(Vips\w*|tiff2vips|vips2\w+|\w+load\w*)\s*:\s*/, '').slice(0, 200);
  return new Failure('BROKEN_FILE', { detail: known ?? firstLine }, { cause: thrown });
}

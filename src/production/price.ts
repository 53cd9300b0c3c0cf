import type { Plan } from './plan.ts';
import type { ImageProbe } from './probe.ts';
import type { UploadOptions } from './types.ts';

/** Memory of a child that does nothing, rounded up. */
const idleBytes = 128 * 2 ** 20;

/** Bands, sheets being encoded, and rows of the levels: what passing rows takes whatever the size of the picture. */
const passingBytes = 64 * 2 ** 20;

/** Decoded pictures up to this stay in memory; larger ones go through a file. */
export const heldBytes = 96 * 2 ** 20;

/** Formats whose decoders hold the whole picture, whoever takes its rows. */
const wholeFormats: readonly ImageProbe['format'][] = ['webp', 'avif', 'gif', 'svg'];

/** What an image costs, judged before a pixel is read: pixels of level 0, the most memory the steps need at once, and where
 *  the decoded pixels are to be held. */
export function priceOf(
  image: ImageProbe, { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number }, options: Pick<UploadOptions, 'knockout' | 'unsharpMask'>,
): { readonly price: Plan['price']; readonly into: 'memory' | 'file' } {
  const pixels = widthPx * heightPx;
  const components = { gray: 1, rgb: 3, cmyk: 4, lab: 4, other: 4 }[image.colour] + (image.hasAlpha ? 1 : 0);
  const samplesBytes = pixels * components * (image.bitsPerComponent === 16 ? 2 : 1);
  const into = samplesBytes > heldBytes ? 'file' : 'memory';
  const isHeldWhole = wholeFormats.includes(image.format) || (image.orientation !== 1 && into === 'memory');
  const floodBytes = options.knockout?.fillMethod === 'FloodFill' ? pixels / 8 : 0;
  // The rows above and below that a blur needs, of each level below the first: each half as wide.
  const blurRows = options.unsharpMask ? 2 * Math.ceil(3 * options.unsharpMask.radiusPx) + 3 : 0;
  const bytes = idleBytes + Math.min(passingBytes, samplesBytes) + (into === 'memory' ? samplesBytes : 0)
    + (isHeldWhole ? samplesBytes : 0) + floodBytes + blurRows * widthPx * (components + 1) * 4;
  return { price: { pixels, bytes: Math.ceil(bytes) }, into };
}

import { openPixelCoverage, pathOfFact, transformPath, type Path } from '#formats';
import type { Pixels } from '#ports';
import { drawable } from '../paths/embedded.ts';
import type { Clip } from '../types.ts';
import { withAlpha } from './planes.ts';

/** Makes transparent what clips cut off; pixels that outlines cross keep their share. Where several clips or an alpha
 *  meet in a pixel, the least of them counts.
 *  @param xPx Where the pixels stand in the reply.
 *  @returns pixels with alpha. @throws DELIVERY_BAD_REQUEST for outlines that no one could have drawn. */
export function clipPixels(pixels: Pixels, clips: readonly Clip[], xPx: number, yPx: number): Pixels {
  if (clips.length === 0) return pixels;
  const clipped = withAlpha(pixels);
  for (const clip of clips) clipAlpha(clipped, clip, xPx, yPx);
  return clipped;
}

/** Rows covered at a time: one band stays in the processor's cache. */
const bandRows = 16;

function clipAlpha(pixels: Pixels, { keeps, outline, toReply }: Clip, xPx: number, yPx: number): void {
  const path: Path = outline.kind === 'drawn' ? outline.path : pathOfFact(outline)!;
  const [a, b, c, d, e, f] = toReply;
  const { widthPx, heightPx, samples } = pixels;
  const coverage = drawable(() => openPixelCoverage(transformPath(path, [a, b, c, d, e - xPx, f - yPx]), widthPx, heightPx));
  const step = samples.length / (widthPx * heightPx);
  for (let row = 0, at = step - 1; row < heightPx; row += bandRows) {
    for (const covered of coverage.rows(bandRows)) {
      const alpha = keeps === 'inside' ? covered : 255 - covered;
      if (alpha < samples[at]!) samples[at] = alpha;
      at += step;
    }
  }
}

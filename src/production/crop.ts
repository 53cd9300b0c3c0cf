import type { UploadOptions } from './types.ts';

export type Rectangle = { readonly xPx: number; readonly yPx: number; readonly widthPx: number; readonly heightPx: number };

/** What is left of an image when the amounts are cut from its sides; undefined when that is nothing.
 *  @source specification of UploadPostJob, §3.5 */
export function manualCropRectangle(
  cut: NonNullable<UploadOptions['manualCrop']>, image: { readonly widthPx: number; readonly heightPx: number },
): Rectangle | undefined {
  const widthPx = image.widthPx - cut.leftPx - cut.rightPx;
  const heightPx = image.heightPx - cut.topPx - cut.bottomPx;
  return widthPx > 0 && heightPx > 0 ? { xPx: cut.leftPx, yPx: cut.topPx, widthPx, heightPx } : undefined;
}

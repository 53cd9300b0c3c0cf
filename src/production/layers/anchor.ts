import type { UploadOptions } from '../types.ts';

/** The anchor point of an image, rounded down. @source specification of production, §8.3 */
export function anchorOf(
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number }, anchor: UploadOptions['photoshop']['anchor'],
): { readonly xPx: number; readonly yPx: number } {
  const side = anchor.toLowerCase();
  return {
    xPx: side.endsWith('west') ? 0 : side.endsWith('east') ? widthPx : Math.floor(widthPx / 2),
    yPx: side.startsWith('north') ? 0 : side.startsWith('south') ? heightPx : Math.floor(heightPx / 2),
  };
}

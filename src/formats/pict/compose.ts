import { Failure } from '#base';
import type { ByteSource } from '../bytes.ts';
import { bandsByRow, checkPictureSize, makeBytes, type Picture, type PictureShape } from '../picture.ts';
import type { Rectangle } from './cursor.ts';
import { paintedPart, type PictBitmap } from './pixel-map.ts';
import { openRows } from './rows.ts';

type Placed = { readonly bitmap: PictBitmap; readonly part: Rectangle; readonly xPx: number; readonly yPx: number };

/** Many bitmaps may be open at once. */
const windowBytes = 16 * 1024;

/** Bitmaps painted side by side, as writers cut large images into strips, put together in their own pixels; what none of them
 *  covers is white.
 *  @throws UNSUPPORTED_IMAGE when they are painted at different scales, or lie scattered over a much larger area */
export function composeBitmaps(source: ByteSource, bitmaps: readonly PictBitmap[], colour: 'gray' | 'rgb'): Pick<Picture, 'widthPx' | 'heightPx' | 'bands'> {
  const scale = scaleOf(bitmaps[0]!);
  const edge = (pick: (to: Rectangle) => number, choose: (...values: number[]) => number): number =>
    bitmaps.reduce((best, { to }) => choose(best, pick(to)), pick(bitmaps[0]!.to));
  const [left, top] = [edge((to) => to.left, Math.min), edge((to) => to.top, Math.min)];
  const placed = bitmaps.map((bitmap): Placed => {
    if (!isNear(scaleOf(bitmap).x, scale.x) || !isNear(scaleOf(bitmap).y, scale.y)) {
      throw new Failure('UNSUPPORTED_IMAGE', { detail: 'PICT of bitmaps at different scales' });
    }
    return { bitmap, part: paintedPart(bitmap), xPx: Math.round((bitmap.to.left - left) * scale.x), yPx: Math.round((bitmap.to.top - top) * scale.y) };
  });
  const widthPx = Math.max(...placed.map(({ xPx, part }) => xPx + part.right - part.left));
  const heightPx = Math.max(...placed.map(({ yPx, part }) => yPx + part.bottom - part.top));
  checkPictureSize(widthPx, heightPx, 'PICT');
  const covered = placed.reduce((sum, { part }) => sum + (part.right - part.left) * (part.bottom - part.top), 0);
  if (widthPx * heightPx > covered * 4) throw new Failure('UNSUPPORTED_IMAGE', { detail: 'PICT of scattered bitmaps' });
  return { widthPx, heightPx, bands: () => paint(source, placed, { widthPx, heightPx, colour, hasAlpha: false, bitsPerComponent: 8 }) };
}

/** Pixels of the bitmap for a unit of the picture. */
function scaleOf({ from, to, bounds }: PictBitmap): { readonly x: number; readonly y: number } {
  const part = paintedPart({ from, bounds });
  return { x: (part.right - part.left) / (to.right - to.left), y: (part.bottom - part.top) / (to.bottom - to.top) };
}

/** Strips of a few rows are placed to whole units only. */
function isNear(one: number, other: number): boolean {
  return Math.abs(one / other - 1) < 0.05;
}

function* paint(source: ByteSource, placed: readonly Placed[], shape: PictureShape & { readonly colour: 'gray' | 'rgb' }): Generator<Uint8Array> {
  const components = shape.colour === 'gray' ? 1 : 3;
  const waiting = placed.map((one) => ({ ...one, read: undefined as ReturnType<typeof openRows> | undefined }));
  yield* bandsByRow(shape, makeBytes, (row, to, at) => {
    to.fill(255, at, at + shape.widthPx * components);
    for (const one of waiting) {
      const [widthPx, heightPx] = [one.part.right - one.part.left, one.part.bottom - one.part.top];
      if (row < one.yPx || row >= one.yPx + heightPx) continue;
      one.read ??= openRows(source, one.bitmap, one.part, shape.colour, windowBytes);
      const target = at + one.xPx * components;
      one.read(to.subarray(target, target + widthPx * components), 0);
      if (row === one.yPx + heightPx - 1) one.read = undefined;
    }
  });
}

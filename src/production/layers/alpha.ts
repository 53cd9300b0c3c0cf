import { canvasBox, compose, openPixelCoverage, overlap, readPsdLayer, readPsdMask, scaling, transformPath, type PsdBox, type PsdLayer } from '#formats';
import { clippingBase, masksOf, type AppliedMask } from './masks.ts';
import type { OpenPhotoshop } from './open.ts';

/** How visible pixels are, row by row from the top: multiplies what it is given, whole rows of the image.
 *  @param alpha 0..255 */
export type Shade = (alpha: Uint8Array, count: number) => void;

/** Everything but its own transparency that hides parts of a layer.
 *  @param within The image, in pixels of the canvas. @throws BROKEN_FILE */
export function openShades(photoshop: OpenPhotoshop, layer: PsdLayer, within: PsdBox): readonly Shade[] {
  const masks = masksOf(photoshop.source, layer).map((mask) => openMask(photoshop, mask, within));
  const base = clippingBase(layer, layer.parent?.members ?? photoshop.all.members);
  // Masks of groups around both are the layer's already: only the base's own ones count.
  return base ? [...masks, ...openBase(photoshop, base, within)] : masks;
}

function openBase(photoshop: OpenPhotoshop, base: PsdLayer, within: PsdBox): readonly Shade[] {
  const reader = readPsdLayer(photoshop.source, photoshop.document, base, within);
  const box = overlap(base.box, within);
  const pixels = openWindow(within, box, 0, (count) => reader.rows(count).alpha ?? new Uint8Array(count * reader.widthPx).fill(255));
  return [shadeOf(pixels, 255), ...masksOf(photoshop.source, { ...base, parent: undefined }).map((mask) => openMask(photoshop, mask, within))];
}

function openMask({ source, document }: OpenPhotoshop, applied: AppliedMask, within: PsdBox): Shade {
  if (applied.kind === 'raster') {
    const reader = readPsdMask(source, document, applied.owner, applied.mask, within);
    return shadeOf(openWindow(within, reader.box, reader.outside, (count) => reader.rows(count)), applied.density);
  }
  const { rightPx, bottomPx } = canvasBox(document);
  const onImage = compose(scaling(rightPx, bottomPx), [1, 0, 0, 1, -within.leftPx, -within.topPx]);
  const coverage = openPixelCoverage(transformPath(applied.mask.path, onImage), within.rightPx - within.leftPx, within.bottomPx - within.topPx);
  return shadeOf((count) => coverage.rows(count), applied.density);
}

function shadeOf(rows: (count: number) => Uint8Array, density: number): Shade {
  return (alpha, count) => {
    const mask = rows(count);
    for (let at = 0; at < alpha.length; at++) {
      const shown = density === 255 ? mask[at]! : 255 - Math.round(((255 - mask[at]!) * density) / 255);
      if (shown !== 255) alpha[at] = Math.round((alpha[at]! * shown) / 255);
    }
  };
}

/** Rows of a larger rectangle around rows of one inside of it; a view that holds until the next call. */
function openWindow(within: PsdBox, box: PsdBox, outside: number, read: (count: number) => Uint8Array): (count: number) => Uint8Array {
  const [widthPx, innerPx] = [within.rightPx - within.leftPx, box.rightPx - box.leftPx];
  let [topPx, room] = [within.topPx, new Uint8Array()];
  return (count) => {
    const length = count * widthPx;
    if (room.length < length) room = new Uint8Array(length);
    const rows = room.subarray(0, length).fill(outside);
    const [first, last] = [Math.max(topPx, box.topPx), Math.min(topPx + count, box.bottomPx)];
    if (last > first) {
      const inner = read(last - first);
      for (let row = first; row < last; row++) {
        rows.set(inner.subarray((row - first) * innerPx, (row - first + 1) * innerPx), (row - topPx) * widthPx + box.leftPx - within.leftPx);
      }
    }
    topPx += count;
    return rows;
  };
}

import { canvasBox, overlap, readPsdLayer, type PsdLayer } from '#formats';
import type { PixelSource } from '#ports';
import { coloursOf } from '../flow/flow.ts';
import { openShades } from './alpha.ts';
import type { OpenPhotoshop } from './open.ts';

/** Pixels of a layer with everything that hides parts of it in their alpha; opacity and blend mode are left to a template.
 *  They are read once, from the top.
 *  @param isExtended The image is as large as the canvas; otherwise it is what of the layer lies on it.
 *  @throws BROKEN_FILE */
export function openLayerPixels(photoshop: OpenPhotoshop, layer: PsdLayer, isExtended: boolean): PixelSource {
  const canvas = canvasBox(photoshop.document);
  const box = overlap(layer.box, canvas);
  const within = isExtended ? canvas : box;
  const reader = readPsdLayer(photoshop.source, photoshop.document, layer, canvas);
  const shades = openShades(photoshop, layer, within);
  const [widthPx, heightPx] = [within.rightPx - within.leftPx, within.bottomPx - within.topPx];
  const isFull = reader.widthPx === widthPx && reader.heightPx === heightPx;
  const hasAlpha = reader.hasAlpha || shades.length > 0 || !isFull;
  const { colour, bitsPerComponent } = reader;
  const colours = coloursOf(colour);
  const Room = bitsPerComponent === 16 ? Uint16Array : Uint8Array;
  let next = 0;
  return {
    widthPx, heightPx, colour, bitsPerComponent, hasAlpha,
    rows(topPx, count) {
      if (topPx !== next) throw new TypeError(`Expected row ${next} of a layer but was asked for ${topPx}`);
      next += count;
      const [first, last] = [Math.max(topPx + within.topPx, box.topPx), Math.min(next + within.topPx, box.bottomPx)];
      const rows = reader.rows(Math.max(0, last - first));
      if (!hasAlpha) return rows.colour;
      const alpha = new Uint8Array(count * widthPx);
      const samples = new Room(count * widthPx * (colours + 1));
      for (let row = first; row < last; row++) {
        const to = (row - within.topPx - topPx) * widthPx + box.leftPx - within.leftPx;
        const from = (row - first) * reader.widthPx;
        if (rows.alpha) alpha.set(rows.alpha.subarray(from, from + reader.widthPx), to);
        else alpha.fill(255, to, to + reader.widthPx);
        spread(rows.colour, from * colours, samples, to * (colours + 1), reader.widthPx, colours);
      }
      for (const shade of shades) shade(alpha, count);
      const factor = bitsPerComponent === 16 ? 257 : 1;
      for (let pixel = 0, at = colours; pixel < alpha.length; pixel++, at += colours + 1) samples[at] = alpha[pixel]! * factor;
      return samples;
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Puts colours between the places of alpha. */
function spread(from: Uint8Array | Uint16Array, start: number, to: Uint8Array | Uint16Array, at: number, pixels: number, colours: number): void {
  for (let pixel = 0, read = start, write = at; pixel < pixels; pixel++, write++) {
    for (let component = 0; component < colours; component++) to[write++] = from[read++]!;
  }
}

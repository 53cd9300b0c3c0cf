import type { Rectangle } from './crop.ts';
import type { Kernels, Rows, RowShape } from './kernels/types.ts';

/** Finds the smallest rectangle around what is not background while rows pass by. */
export interface CropBounds {
  /** The next rows from the top. */
  add(rows: Rows): void;
  /** @returns undefined when nothing can be cut off, or when there is nothing but background.
   *  @source specification of production, §4 and §5 */
  rectangle(): Rectangle | undefined;
}

/** Background is what has the colour of a key pixel. Where there is alpha, colours are compared multiplied by it, and alpha
 *  is compared as a component.
 *  @param key Colour components, and alpha 0..255. @param tolerance 0..1.
 *  @source specification of UploadPostJob, §3.8 */
export function colourBounds(
  kernels: Pick<Kernels, 'matches'>, shape: RowShape, key: { readonly colour: readonly number[]; readonly alpha: number }, tolerance: number,
): CropBounds {
  return bounds(shape, (rows) => (rows.alpha
    ? matchesWithAlpha(rows.colour, rows.alpha, shape, key, tolerance)
    : kernels.matches(rows.colour, shape, key.colour, tolerance)));
}

/** Background is what is transparent enough. @param tolerance 0 only fully transparent pixels, 1 all.
 *  @source specification of UploadPostJob, §3.9 */
export function transparentBounds(shape: RowShape, tolerance: number): CropBounds {
  const isEmpty = Uint8Array.from({ length: 256 }, (_, alpha) => (alpha / 255 <= tolerance + 1e-9 ? 1 : 0));
  return bounds(shape, ({ alpha }) => {
    if (!alpha) throw new TypeError('Expected rows with alpha');
    return alpha.map((value) => isEmpty[value]!);
  });
}

function matchesWithAlpha(
  colour: Rows['colour'], alpha: Uint8Array, { colours, bitsPerComponent }: RowShape,
  key: { readonly colour: readonly number[]; readonly alpha: number }, tolerance: number,
): Uint8Array {
  const largest = bitsPerComponent === 16 ? 65_535 : 255;
  const limit = tolerance + 1e-9;
  const wanted = key.colour.map((value) => ((value / largest) * key.alpha) / 255);
  return alpha.map((value, pixel) => {
    if (Math.abs(value - key.alpha) / 255 > limit) return 0;
    for (let component = 0; component < colours; component++) {
      const shown = ((colour[pixel * colours + component]! / largest) * value) / 255;
      if (Math.abs(shown - wanted[component]!) > limit) return 0;
    }
    return 1;
  });
}

function bounds({ widthPx, heightPx }: RowShape, backgroundOf: (rows: Rows) => Uint8Array): CropBounds {
  let [row, left, right, top, bottom] = [0, widthPx, -1, -1, -1];
  return {
    add(rows) {
      const background = backgroundOf(rows);
      for (let at = 0; at < background.length; at += widthPx, row++) {
        const one = background.subarray(at, at + widthPx);
        const first = one.indexOf(0);
        if (first < 0) continue;
        if (top < 0) top = row;
        bottom = row;
        left = Math.min(left, first);
        right = Math.max(right, one.lastIndexOf(0));
      }
    },
    rectangle() {
      const isEverything = left === 0 && top === 0 && right === widthPx - 1 && bottom === heightPx - 1;
      if (right < 0 || isEverything) return undefined;
      return { xPx: left, yPx: top, widthPx: right - left + 1, heightPx: bottom - top + 1 };
    },
  };
}

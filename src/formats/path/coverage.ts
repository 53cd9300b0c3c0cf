import { edgesOf } from './edges.ts';
import { flattenPath } from './flatten.ts';
import { openRowSums } from './row-sums.ts';
import { openSweep } from './sweep.ts';
import { compose, scaling, transformPath, uprighting } from './transform.ts';
import type { Path } from './types.ts';

/** How much of each pixel lies inside a path, row by row from the top. */
export type Coverage = {
  /** The next rows: 255 inside, 0 outside, the share of the pixel on the outline.
   *  @returns `count` rows, less after the last; a view that holds until the next call. */
  rows(count: number): Uint8Array;
};

/** Coverage of an image by one of its own paths.
 *  @param path In the unit square of the image as it is stored.
 *  @param shape.widthPx Of the image upright, as are the rows.
 *  @param shape.orientation EXIF orientation of the stored image, 1..8.
 *  @throws BROKEN_FILE for a path that no one could have drawn. */
export function openCoverage(
  path: Path, shape: { readonly widthPx: number; readonly heightPx: number; readonly orientation: number },
): Coverage {
  const { widthPx, heightPx, orientation } = shape;
  return openPixelCoverage(transformPath(path, compose(uprighting(orientation), scaling(widthPx, heightPx))), widthPx, heightPx);
}

/** Coverage of a grid of pixels.
 *  @param path In pixels of the grid; may reach beyond it. @throws as `openCoverage` */
export function openPixelCoverage(path: Path, widthPx: number, heightPx: number): Coverage {
  const edges = edgesOf(flattenPath(path), widthPx, heightPx);
  const sums = openRowSums(widthPx, path.isInverted);
  const sweep = openSweep(edges, sums.add);
  let row = 0;
  let buffer = new Uint8Array(0);

  return {
    rows(count) {
      const last = Math.min(heightPx, row + count);
      const length = (last - row) * widthPx;
      if (buffer.length < length) buffer = new Uint8Array(length);
      for (let at = 0; row < last; row++, at += widthPx) {
        sweep(row);
        sums.finish(buffer, at);
      }
      return buffer.subarray(0, length);
    },
  };
}

import type { Affine, Box, Knot, Path, SubPath } from '#formats';
import type { OpenFont, OutlineSegment } from '#ports';
import type { GlyphRun } from './lay-out.ts';

/** The closed contours of a glyph, each a path of its own: glyphs are filled by the non-zero rule.
 *  @param affine From units of the em, y upwards. */
export function contoursOf(segments: readonly OutlineSegment[], affine: Affine): readonly Path[] {
  const [a, b, c, d, e, f] = affine;
  const contours: SubPath[] = [];
  let knots: Knot[] = [];
  const at = (values: readonly number[], index: number): readonly [number, number] => {
    const [x, y] = [values[index] ?? 0, values[index + 1] ?? 0];
    return [a * x + c * y + e, b * x + d * y + f];
  };
  const end = (): void => {
    if (knots.length > 1) contours.push({ isClosed: true, knots });
    knots = [];
  };
  const arrive = (x: number, y: number, xIn: number, yIn: number): void => { knots.push({ xIn, yIn, x, y, xOut: x, yOut: y }); };
  const leave = (xOut: number, yOut: number): void => {
    const last = knots.at(-1);
    if (last) knots[knots.length - 1] = { ...last, xOut, yOut };
  };
  for (const { kind, values } of segments) {
    if (kind === 'Z') {
      end();
      continue;
    }
    if (kind === 'M') end();
    const [x, y] = at(values, kind === 'C' ? 4 : kind === 'Q' ? 2 : 0);
    if (kind === 'C') {
      leave(...at(values, 0));
      arrive(x, y, ...at(values, 2));
    } else if (kind === 'Q') {
      const [xControl, yControl] = at(values, 0);
      const last = knots.at(-1) ?? { x, y };
      leave(last.x + (2 / 3) * (xControl - last.x), last.y + (2 / 3) * (yControl - last.y));
      arrive(x, y, x + (2 / 3) * (xControl - x), y + (2 / 3) * (yControl - y));
    } else arrive(x, y, x, y);
  }
  end();
  return contours.map((contour) => ({ isInverted: false, subpaths: [contour] }));
}

/** From units of the em to the box of the text. */
export function glyphAffine(run: GlyphRun, unitsPerEm: number, xPx: number, yPx: number): Affine {
  return [run.emXPx / unitsPerEm, 0, (run.slant * run.emXPx) / unitsPerEm, -run.emYPx / unitsPerEm, xPx, yPx];
}

/** Is a contour drawn clockwise? Inner ones run the other way round than outer ones. */
export function directionOf({ subpaths: [contour] }: Path): 1 | -1 {
  let sum = 0;
  const knots = contour?.knots ?? [];
  for (const [index, { x, y, xOut, yOut }] of knots.entries()) {
    const next = knots[(index + 1) % knots.length]!;
    for (const [x0, y0, x1, y1] of [[x, y, xOut, yOut], [xOut, yOut, next.xIn, next.yIn], [next.xIn, next.yIn, next.x, next.y]] as const) sum += x0 * y1 - x1 * y0;
  }
  return sum < 0 ? -1 : 1;
}

/** What glyphs reach, handles of curves included: a little more than their ink at most. */
export function inkOf(runs: readonly GlyphRun[], fontOf: (blobId: string) => OpenFont): Box | undefined {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const run of runs) {
    const font = fontOf(run.blobId);
    for (const { glyph, xPx, yPx } of run.glyphs) {
      for (const { subpaths } of contoursOf(font.outline(glyph), glyphAffine(run, font.unitsPerEm, xPx, yPx))) {
        for (const { x, y } of subpaths.flatMap(({ knots }) => knots)) {
          [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x + run.boldPx), Math.max(bottom, y)];
        }
      }
    }
  }
  return left <= right ? { left, top, right, bottom } : undefined;
}

import type { Knot, Path } from './types.ts';

/** x′ = a·x + c·y + e, y′ = b·x + d·y + f, in the order a b c d e f. */
export type Affine = readonly [number, number, number, number, number, number];

/** Moves every knot and handle. */
export function transformPath(path: Path, affine: Affine): Path {
  const [a, b, c, d, e, f] = affine;
  const moved = (knot: Knot): Knot => ({
    xIn: a * knot.xIn + c * knot.yIn + e, yIn: b * knot.xIn + d * knot.yIn + f,
    x: a * knot.x + c * knot.y + e, y: b * knot.x + d * knot.y + f,
    xOut: a * knot.xOut + c * knot.yOut + e, yOut: b * knot.xOut + d * knot.yOut + f,
  });
  return {
    isInverted: path.isInverted,
    subpaths: path.subpaths.map(({ isClosed, knots }) => ({ isClosed, knots: knots.map(moved) })),
  };
}

export function scaling(x: number, y: number): Affine {
  return [x, 0, 0, y, 0, 0];
}

/** First one, then the other. */
export function compose(first: Affine, then: Affine): Affine {
  const [a, b, c, d, e, f] = first;
  const [p, q, r, s, t, u] = then;
  return [p * a + r * b, q * a + s * b, p * c + r * d, q * c + s * d, p * e + r * f + t, q * e + s * f + u];
}

/** From the unit square of an image as it is stored to that of the image upright; values other than 2..8 turn nothing.
 *  @param orientation Of EXIF, 1..8. @source EXIF 2.3, tag 274 */
export function uprighting(orientation: number): Affine {
  return turns[orientation] ?? [1, 0, 0, 1, 0, 0];
}

const turns: Readonly<Record<number, Affine>> = {
  2: [-1, 0, 0, 1, 1, 0],
  3: [-1, 0, 0, -1, 1, 1],
  4: [1, 0, 0, -1, 0, 1],
  5: [0, 1, 1, 0, 0, 0],
  6: [0, 1, -1, 0, 1, 0],
  7: [0, -1, -1, 0, 1, 1],
  8: [0, -1, 1, 0, 0, 1],
};

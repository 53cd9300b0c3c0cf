/** A point of an outline with the handles of the curves that arrive and leave; a corner has both handles on itself. */
export type Knot = {
  readonly xIn: number; readonly yIn: number;
  readonly x: number; readonly y: number;
  readonly xOut: number; readonly yOut: number;
};

/** Cubic curves from knot to knot; a closed one goes back to its first knot. */
export type SubPath = { readonly isClosed: boolean; readonly knots: readonly Knot[] };

/** An outline: filled by the even-odd rule, open sub-paths as if a straight line closed them. */
export type Path = {
  readonly subpaths: readonly SubPath[];
  /** Filled outside instead of inside. */
  readonly isInverted: boolean;
};

/** A rectangle, y downwards. */
export type Box = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };

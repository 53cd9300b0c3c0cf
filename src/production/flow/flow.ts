import type { PixelSource, Pixels } from '#ports';
import type { Kernels, Rows, RowShape } from '../kernels/types.ts';

/** What rows of one image have in common, colour by name. */
export type FlowShape = RowShape & { readonly colour: Pixels['colour'] };

/** Changes rows on their way from the decoder to the pyramid; it may change what it is given in place.
 *  @param topPx Place of the first row in the image. @returns as many rows. */
export type Change = (rows: Rows, topPx: number) => Rows;

/** A change that one step of the plan makes. It is opened anew for every pass over the image. */
export type FlowChange = {
  readonly open: () => Change;
  /** Milliseconds spent in it so far. */
  ms: number;
  /** Called after the last row of the pass that makes the pyramid. */
  readonly end?: () => void;
};

/** The decoded image, and what is done to its rows before they become a pyramid. */
export type Flow = {
  readonly source: PixelSource;
  readonly kernels: Kernels;
  readonly changes: FlowChange[];
  /** Of the rows behind the last change. */
  shape: FlowShape;
};

export function openFlow(source: PixelSource, kernels: Kernels): Flow {
  return { source, kernels, changes: [], shape: shapeOf(source) };
}

function shapeOf({ widthPx, heightPx, colour, hasAlpha, bitsPerComponent }: PixelSource): FlowShape {
  return { widthPx, heightPx, colour, colours: coloursOf(colour), hasAlpha, bitsPerComponent };
}

export function coloursOf(colour: Pixels['colour']): 1 | 3 | 4 {
  return ({ gray: 1, rgb: 3, cmyk: 4 } as const)[colour];
}

/** Samples of a band: small beside a picture, large beside the cost of a call. */
const bandSamples = 1 << 20;

/**
 * Sends the image once through all changes there are, band by band.
 * @param take Gets the changed rows; `false` ends the pass early.
 */
export async function passRows(flow: Flow, take: (rows: Rows, topPx: number) => boolean | void | Promise<boolean | void>): Promise<void> {
  const { source, kernels } = flow;
  const shape = shapeOf(source);
  const changes = flow.changes.map((change) => ({ change, apply: change.open() }));
  const rowSamples = source.widthPx * (shape.colours + (source.hasAlpha ? 1 : 0));
  const bandRows = Math.max(1, Math.min(256, Math.floor(bandSamples / rowSamples)));
  for (let topPx = 0; topPx < source.heightPx; topPx += bandRows) {
    const samples = source.rows(topPx, Math.min(bandRows, source.heightPx - topPx));
    let rows: Rows = source.hasAlpha ? kernels.split(samples, shape) : { colour: samples, alpha: undefined };
    for (const { change, apply } of changes) {
      const startMs = performance.now();
      rows = apply(rows, topPx);
      change.ms += performance.now() - startMs;
    }
    if (await take(rows, topPx) === false) return;
  }
}

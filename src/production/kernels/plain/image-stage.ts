import type { RowShape, Rows, RowStage, Samples } from '../types.ts';

/** Reads a sample of an image; coordinates beyond its edges mean the nearest pixel. */
export type SampleReader = (xPx: number, yPx: number, component: number) => number;

/** An image that grows downwards. */
export type GrowingImage = {
  readonly colourAt: SampleReader;
  readonly alphaAt: SampleReader;
};

/** A stage that keeps the whole image: the plainest way to be right however the rows are cut.
 *  @param target Size of what comes out. @param lastSourceRow Which row must be there before row `yPx` can be made; rows
 *  beyond the edge never come. @param makeRow Writes row `yPx`. */
export function imageStage(
  shape: RowShape,
  target: { readonly widthPx: number; readonly heightPx: number },
  lastSourceRow: (yPx: number) => number,
  makeRow: (image: GrowingImage, yPx: number, colour: Samples, alpha: Uint8Array | undefined) => void,
): RowStage {
  const { widthPx, heightPx, colours, hasAlpha } = shape;
  const colour = samplesFor(shape, widthPx * heightPx * colours);
  const alpha = hasAlpha ? new Uint8Array(widthPx * heightPx) : undefined;
  let pushed = 0;
  let made = 0;

  const clamp = (at: number, size: number): number => Math.min(Math.max(at, 0), size - 1);
  const image: GrowingImage = {
    colourAt: (x, y, component) => colour[(clamp(y, heightPx) * widthPx + clamp(x, widthPx)) * colours + component]!,
    alphaAt: (x, y) => alpha![clamp(y, heightPx) * widthPx + clamp(x, widthPx)]!,
  };

  const ready = (): Rows => {
    const first = made;
    while (made < target.heightPx && Math.min(lastSourceRow(made), heightPx - 1) < pushed) made++;
    const outColour = samplesFor(shape, (made - first) * target.widthPx * colours);
    const outAlpha = hasAlpha ? new Uint8Array((made - first) * target.widthPx) : undefined;
    for (let y = first; y < made; y++) {
      const row = (y - first) * target.widthPx;
      makeRow(image, y, outColour.subarray(row * colours, (row + target.widthPx) * colours), outAlpha?.subarray(row, row + target.widthPx));
    }
    return { colour: outColour, alpha: outAlpha };
  };

  return {
    push(rows) {
      colour.set(rows.colour, pushed * widthPx * colours);
      alpha?.set(rows.alpha!, pushed * widthPx);
      pushed += rows.colour.length / (widthPx * colours);
      return ready();
    },
    finish() {
      if (pushed !== heightPx) throw new RangeError(`Expected ${heightPx} rows but received ${pushed}`);
      return ready();
    },
  };
}

/** Room for samples of an image's depth. */
export function samplesFor(shape: Pick<RowShape, 'bitsPerComponent'>, length: number): Samples {
  return shape.bitsPerComponent === 8 ? new Uint8Array(length) : new Uint16Array(length);
}

/** Rounds to the nearest whole number, halves to the even one, as WebAssembly does; clamped to 0..largest. */
export function toSample(value: number, largest: number): number {
  const clamped = Math.min(Math.max(value, 0), largest);
  const below = Math.floor(clamped);
  const rest = clamped - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}

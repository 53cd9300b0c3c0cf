import type { RowShape, RowStage, Samples } from '../types.ts';
import { lanczosWeights, lanczosWeightsQ15 } from '../weights.ts';
import { imageStage, toSample, type GrowingImage } from './image-stage.ts';

type Round = (value: number) => number;
const exact: Round = (value) => value;

/** See {@link Kernels.halver}. */
export function plainHalver(shape: RowShape): RowStage {
  const target = { widthPx: Math.ceil(shape.widthPx / 2), heightPx: Math.ceil(shape.heightPx / 2) };
  const makeRow = shape.hasAlpha ? weightedRow(shape) : shape.bitsPerComponent === 8 ? wholeNumberRow(shape) : realRow(shape);
  return imageStage(shape, target, (y) => 2 * y + 6, makeRow);
}

/** 8 bits without alpha: whole numbers, five binary places between the two directions. */
function wholeNumberRow({ colours }: RowShape) {
  const weights = lanczosWeightsQ15();
  const taps = (at: (offset: number) => number): number =>
    weights.reduce((sum, weight, tap) => sum + weight * (at(-tap) + at(1 + tap)), 0);
  return (image: GrowingImage, y: number, colour: Samples): void => {
    for (let at = 0; at < colour.length; at++) {
      const x = Math.floor(at / colours);
      const across = (row: number): number => (taps((offset) => image.colourAt(2 * x + offset, row, at % colours)) + 512) >> 10;
      const down = (taps((offset) => across(2 * y + offset)) + 0x80000) >> 20;
      colour[at] = Math.min(Math.max(down, 0), 255);
    }
  };
}

/** Twelve taps across, then twelve down, every step rounded to the precision of `round`. */
function realTaps(round: Round) {
  const weights = lanczosWeights().map(round);
  const taps = (at: (offset: number) => number): number =>
    weights.reduce((sum, weight, tap) => {
      const product = round(round(at(-tap) + at(1 + tap)) * weight);
      return tap === 0 ? product : round(sum + product);
    }, 0);
  return (at: (x: number, y: number) => number, x: number, y: number): number =>
    taps((below) => taps((beside) => at(2 * x + beside, 2 * y + below)));
}

/** 16 bits without alpha: single precision. */
function realRow({ colours }: RowShape) {
  const taps = realTaps(Math.fround);
  return (image: GrowingImage, y: number, colour: Samples): void => {
    for (let at = 0; at < colour.length; at++) {
      const sum = taps((px, py) => image.colourAt(px, py, at % colours), Math.floor(at / colours), y);
      colour[at] = toSample(sum, 65535);
    }
  };
}

/** With alpha: single precision for 8 bits; double for 16, because sums of 24 bits may cancel almost to nothing. */
function weightedRow({ widthPx, heightPx, colours, bitsPerComponent }: RowShape) {
  const round = bitsPerComponent === 8 ? Math.fround : exact;
  const largest = bitsPerComponent === 8 ? 255 : 65535;
  const taps = realTaps(round);
  return (image: GrowingImage, y: number, colour: Samples, alpha: Uint8Array | undefined): void => {
    for (let at = 0; at < colour.length; at++) {
      const x = Math.floor(at / colours);
      const component = at % colours;
      const weight = taps((px, py) => image.alphaAt(px, py, 0), x, y);
      alpha![x] = toSample(weight, 255);
      if (alpha![x] === 0) {
        colour[at] = mean(image, x, y, component);
        continue;
      }
      const sum = taps((px, py) => image.colourAt(px, py, component) * image.alphaAt(px, py, 0), x, y);
      colour[at] = toSample(round(sum / weight), largest);
    }
  };

  /** Of the up to four pixels below; halves up. */
  function mean(image: GrowingImage, x: number, y: number, component: number): number {
    const columns = 2 * x + 1 < widthPx ? [2 * x, 2 * x + 1] : [2 * x];
    const rows = 2 * y + 1 < heightPx ? [2 * y, 2 * y + 1] : [2 * y];
    const samples = rows.flatMap((row) => columns.map((column) => image.colourAt(column, row, component)));
    return Math.floor(samples.reduce((sum, sample) => sum + sample, samples.length >> 1) / samples.length);
  }
}

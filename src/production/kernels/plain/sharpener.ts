import { blurWeights } from '#formats';
import type { RowShape, RowStage, Sharpening } from '../types.ts';
import { sharesOfLuminance } from '../weights.ts';
import { imageStage, toSample, type SampleReader } from './image-stage.ts';

const { fround } = Math;

/** See {@link Kernels.sharpener}. Single precision throughout. */
export function plainSharpener(shape: RowShape, sharpening: Sharpening): RowStage {
  const { colours, bitsPerComponent } = shape;
  const amount = fround(sharpening.amount);
  const weights = blurWeights(sharpening.radiusPx).map(fround);
  const reach = weights.length - 1;
  const hasOneDifference = sharpening.isMonochrome && colours !== 1;

  return imageStage(shape, shape, (y) => y + reach, (image, y, colour, alpha) => {
    const luminance = hasOneDifference ? luminanceOf(image.colourAt, colours) : undefined;
    for (let at = 0; at < colour.length; at++) {
      const x = Math.floor(at / colours);
      const component = at % colours;
      const gain = luminance ? gainAt(luminance, x, y, 0, bitsPerComponent) : gainAt(image.colourAt, x, y, component, bitsPerComponent);
      colour[at] = toSample(fround(image.colourAt(x, y, component) + gain), bitsPerComponent === 8 ? 255 : 65535);
    }
    for (let x = 0; alpha && x < alpha.length; x++) {
      alpha[x] = toSample(fround(image.alphaAt(x, y, 0) + gainAt(image.alphaAt, x, y, 0, 8)), 255);
    }
  });

  /** What is to be added to a sample. */
  function gainAt(signal: SampleReader, x: number, y: number, component: number, bits: 8 | 16): number {
    const down = (px: number): number => blur((offset) => signal(px, y + offset, component));
    const difference = fround(signal(x, y, component) - blur((offset) => down(x + offset)));
    const threshold = fround(sharpening.threshold * (bits === 8 ? 1 : 257));
    return Math.abs(difference) < threshold ? 0 : fround(amount * difference);
  }

  function blur(at: (offset: number) => number): number {
    return weights.reduce((sum, weight, k) => k === 0 ? fround(at(0) * weight) : fround(sum + fround(fround(at(-k) + at(k)) * weight)), 0);
  }
}

function luminanceOf(colourAt: SampleReader, colours: 3 | 4): SampleReader {
  const shares = sharesOfLuminance(colours).map(fround);
  return (x, y) => shares.reduce((sum, share, component) => fround(sum + fround(colourAt(x, y, component) * share)), 0);
}

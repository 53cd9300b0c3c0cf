import { alignedTo, placeTable } from '#base';
import { blurWeights } from '#formats';
import type { RowShape, RowStage, Sharpening } from '../types.ts';
import { sharesOfLuminance } from '../weights.ts';
import type { Core } from './module.ts';
import { rowStage } from './row-stage.ts';

/** See {@link Kernels.sharpener}. Keeps 2 × reach + 1 rows, or the image where it has fewer. */
export function sharpener(core: Core, shape: RowShape, sharpening: Sharpening): RowStage {
  const { widthPx, heightPx, colours, hasAlpha, bitsPerComponent } = shape;
  const kernel = new Float32Array(blurWeights(sharpening.radiusPx));
  const reach = kernel.length - 1;
  const blur: Blur = {
    weights: placeTable(core, kernel),
    reach,
    pointers: core.allocate(8 * reach),
    slots: Math.min(2 * reach + 1, heightPx),
  };
  const colour = component(core, blur, { widthPx, heightPx, colours, bitsPerComponent }, sharpening);
  const alpha = hasAlpha ? component(core, blur, { widthPx, heightPx, colours: 1, bitsPerComponent: 8 }, sharpening) : undefined;
  return rowStage(core, shape, {
    outWidthPx: widthPx,
    outHeightPx: heightPx,
    lastSourceRow: (y) => y + reach,
    place: (row) => ({ colour: colour.place(row), alpha: alpha?.place(row) ?? 0 }),
    take: (row) => colour.take(row),
    make: (y) => ({ colour: colour.make(y), alpha: alpha?.make(y) ?? 0 }),
  });
}

type Blur = {
  readonly weights: number;
  /** Samples on either side. */
  readonly reach: number;
  /** Room for two addresses for each of them. */
  readonly pointers: number;
  /** Rows that are kept. */
  readonly slots: number;
};

/** Colour, or alpha: what lies together in a row. All give addresses. */
type Component = {
  place(row: number): number;
  take(row: number): void;
  make(y: number): number;
};

function component(core: Core, blur: Blur, shape: Omit<RowShape, 'hasAlpha'>, sharpening: Sharpening): Component {
  const { widthPx, heightPx, colours, bitsPerComponent } = shape;
  const { module } = core;
  const samples = widthPx * colours;
  const isWide = bitsPerComponent === 16;
  const rowBytes = ringRowBytes(samples * (isWide ? 2 : 1));
  const ring = core.allocate(blur.slots * rowBytes);
  const place = (row: number): number => ring + (row % blur.slots) * rowBytes;
  const gains = core.allocate(samples * 4);
  const out = core.allocate(samples * (isWide ? 2 : 1));
  const amount = sharpening.amount;
  const threshold = sharpening.threshold * (isWide ? 257 : 1);
  const addGains = isWide ? module.addGains16 : module.addGains8;

  if (!sharpening.isMonochrome || colours === 1) {
    const blurred = blurredRow(core, blur, samples, colours);
    const blurDown = isWide ? module.blurDown16 : module.blurDown8;
    const gainsOf = isWide ? module.gains16 : module.gains8;
    return {
      place,
      take: () => undefined,
      make: (y) => {
        blurDown(ring, rowBytes, blur.slots, y, heightPx, blur.reach, blur.weights, blur.pointers, blurred, samples);
        gainsOf(place(y), blurred, samples, colours, blur.reach, blur.weights, amount, threshold, gains);
        addGains(place(y), gains, out, samples);
        return out;
      },
    };
  }
  const blurred = blurredRow(core, blur, widthPx, 1);
  const signalBytes = ringRowBytes(widthPx * 4);
  const signals = core.allocate(blur.slots * signalBytes);
  const signal = (row: number): number => signals + (row % blur.slots) * signalBytes;
  const commonGains = core.allocate(widthPx * 4);
  const shares = placeTable(core, new Float32Array(sharesOfLuminance(colours)));
  const luminance = isWide ? module.luminance16 : module.luminance8;
  return {
    place,
    take: (row) => luminance(place(row), signal(row), widthPx, colours, shares),
    make: (y) => {
      module.blurDownReal(signals, signalBytes, blur.slots, y, heightPx, blur.reach, blur.weights, blur.pointers, blurred, widthPx);
      module.gainsReal(signal(y), blurred, widthPx, 1, blur.reach, blur.weights, amount, threshold, commonGains);
      module.repeatGains(commonGains, gains, widthPx, colours);
      addGains(place(y), gains, out, samples);
      return out;
    },
  };
}

/** An odd number of cache lines, so that the same column of many rows does not fall into the same few places of the cache. */
function ringRowBytes(bytes: number): number {
  const lines = Math.ceil((bytes + 64) / 64);
  return 64 * (lines % 2 === 0 ? lines + 1 : lines);
}

/** Room for a row that is blurred downwards, with `reach` pixels on both sides. @returns the address of its first sample. */
function blurredRow(core: Core, { reach }: Blur, samples: number, step: number): number {
  const sideBytes = alignedTo(64, reach * step * 4);
  return core.allocate(2 * sideBytes + samples * 4) + sideBytes;
}

import type { Core as AnyCore, ModuleMemory } from '#base';

/** Addresses and lengths are bytes of the module's memory unless the name says otherwise. */
type Address = number;

/** What `assembly/kernels.as` exports. */
export type Module = ModuleMemory & {
  halveAcross8(source: Address, staging: Address, stagingStride: number, ringRow: Address, ringStride: number, widthPx: number, colours: number, weights: Address): void;
  halveDown8(
    ring: Address, rowBytes: number, ringStride: number, y: number, heightPx: number, planes: Address, out: Address,
    outWidthPx: number, colours: number, weights: Address,
  ): void;
  halveAcross16(source: Address, staging: Address, stagingStride: number, ringRow: Address, ringStride: number, widthPx: number, colours: number, weights: Address): void;
  halveDown16(
    ring: Address, rowBytes: number, ringStride: number, y: number, heightPx: number, sums: Address, out: Address,
    outWidthPx: number, colours: number, weights: Address,
  ): void;
  halveAcrossWeighted8(
    source: Address, alpha: Address, bytes: Address, bytesStride: number, staging: Address, stagingStride: number,
    ringRow: Address, ringStride: number, widthPx: number, colours: number, weights: Address,
  ): void;
  halveDownWeighted8(
    ring: Address, rowBytes: number, ringStride: number, source: Address, sourceBytes: number, y: number, heightPx: number,
    sums: Address, planes: Address, out: Address, outAlpha: Address, widthPx: number, colours: number, weights: Address,
  ): void;
  halveAcrossWeighted16(
    source: Address, alpha: Address, staging: Address, stagingStride: number,
    ringRow: Address, ringStride: number, widthPx: number, colours: number, weights: Address,
  ): void;
  halveDownWeighted16(
    ring: Address, rowBytes: number, ringStride: number, source: Address, sourceBytes: number, y: number, heightPx: number,
    sums: Address, out: Address, outAlpha: Address, widthPx: number, colours: number, weights: Address,
  ): void;
  blurDown8: BlurDown;
  blurDown16: BlurDown;
  blurDownReal: BlurDown;
  gains8: Gains;
  gains16: Gains;
  gainsReal: Gains;
  addGains8: AddGains;
  addGains16: AddGains;
  luminance8: Luminance;
  luminance16: Luminance;
  repeatGains(gains: Address, out: Address, widthPx: number, colours: number): void;
  matches8(source: Address, out: Address, pixels: number, colours: number, bounds: Address): void;
  matches16(source: Address, out: Address, pixels: number, colours: number, bounds: Address): void;
  clear(marks: Address, alpha: Address, pixels: number, mark: number): number;
  split8(source: Address, colour: Address, alpha: Address, pixels: number, colours: number): void;
  split16(source: Address, colour: Address, alpha: Address, pixels: number, colours: number): void;
};

type BlurDown = (
  ring: Address, rowBytes: number, slots: number, y: number, heightPx: number, reach: number, weights: Address, pointers: Address,
  out: Address, samples: number,
) => void;
type Gains = (
  signal: Address, blurred: Address, samples: number, step: number, reach: number, weights: Address, amount: number, threshold: number, out: Address,
) => void;
type AddGains = (source: Address, gains: Address, out: Address, samples: number) => void;
type Luminance = (source: Address, out: Address, widthPx: number, colours: number, shares: Address) => void;

/** An instance of the module and its memory. */
export type Core = AnyCore<Module>;

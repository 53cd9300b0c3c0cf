import { Failure } from '#base';

/** Addresses and lengths are bytes of the module's memory unless the name says otherwise. */
type Address = number;

/** What `assembly/kernels.as` exports. */
export type Module = {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  firstFreeAddress(): Address;
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

/** An instance of the module with what lays out its memory. Nothing is given back but all of it, with the instance. */
export type Core = {
  readonly module: Module;
  /** @returns the address of `sizeBytes` zeroes and 64 more bytes, which vectors may touch.
   *  @throws MEMORY_LIMIT above 4 GiB, or when the system has no more. */
  allocate(sizeBytes: number): number;
  /** The memory as it is now; after an `allocate` ask again. */
  bytes(): Uint8Array;
};

const pageBytes = 65536;

/** @param module A fresh instance. */
export function openCore(module: Module): Core {
  let top = alignedTo(64, module.firstFreeAddress());
  let view = new Uint8Array(module.memory.buffer);
  return {
    module,
    allocate(sizeBytes) {
      const address = top;
      top = alignedTo(64, top + sizeBytes + 64);
      const missing = top - module.memory.buffer.byteLength;
      if (missing > 0) grow(module, Math.ceil(missing / pageBytes));
      return address;
    },
    bytes() {
      if (view.buffer !== module.memory.buffer) view = new Uint8Array(module.memory.buffer);
      return view;
    },
  };
}

/** @returns `length`, rounded up to a multiple of `step`. */
export function alignedTo(step: number, length: number): number {
  return Math.ceil(length / step) * step;
}

function grow(module: Module, pages: number): void {
  try {
    module.memory.grow(pages);
  } catch (cause) {
    throw new Failure('MEMORY_LIMIT', { limitMb: 4096 }, { cause });
  }
}

/** Puts a table into the memory. @returns its address. */
export function placeTable(core: Core, table: Int16Array | Float32Array | Float64Array): number {
  const address = core.allocate(table.byteLength);
  core.bytes().set(new Uint8Array(table.buffer, table.byteOffset, table.byteLength), address);
  return address;
}

/** The bytes of samples, shared with them. */
export function bytesOf(samples: Uint8Array | Uint16Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}

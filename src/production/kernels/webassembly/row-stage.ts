import { bytesOf } from '#base';
import type { RowShape, Rows, RowStage, Samples } from '../types.ts';
import type { Core } from './module.ts';

/** How one kind of stage works on rows that lie in the memory of the module. */
export type RowWork = {
  readonly outWidthPx: number;
  readonly outHeightPx: number;
  /** Row of the source that must be there before row `y` can be made; rows beyond the edge never come. */
  lastSourceRow(y: number): number;
  /** Where row `row` of the source is to be put: addresses of its colour and its alpha. */
  place(row: number): { readonly colour: number; readonly alpha: number };
  /** Row `row` has been put in its place. */
  take(row: number): void;
  /** Makes row `y`. @returns where it lies: addresses of its colour and its alpha. */
  make(y: number): { readonly colour: number; readonly alpha: number };
};

/** Feeds rows into the memory of the module and takes finished ones out. What comes out lies in memory of its own, because
 *  the module's memory moves when it grows. */
export function rowStage(core: Core, shape: RowShape, work: RowWork): RowStage {
  const { widthPx, heightPx, colours, hasAlpha, bitsPerComponent } = shape;
  const sampleBytes = bitsPerComponent / 8;
  const rowBytes = widthPx * colours * sampleBytes;
  const outRowBytes = work.outWidthPx * colours * sampleBytes;
  let outColour = new Uint8Array(0);
  let outAlpha = new Uint8Array(0);
  let taken = 0;
  let made = 0;

  const isReady = (y: number, rows: number): boolean =>
    y < work.outHeightPx && Math.min(work.lastSourceRow(y), heightPx - 1) < rows;

  function makeRoom(rows: number): void {
    let ready = 0;
    while (isReady(made + ready, taken + rows)) ready++;
    if (outColour.length < ready * outRowBytes) outColour = new Uint8Array(ready * outRowBytes);
    if (hasAlpha && outAlpha.length < ready * work.outWidthPx) outAlpha = new Uint8Array(ready * work.outWidthPx);
  }

  return {
    push(rows) {
      const count = rowsIn(rows, shape);
      if (taken + count > heightPx) throw new RangeError(`Expected ${heightPx} rows but received ${taken + count}`);
      makeRoom(count);
      const memory = core.bytes();
      const colour = bytesOf(rows.colour);
      const first = made;
      for (let row = 0; row < count; row++) {
        const place = work.place(taken);
        memory.set(colour.subarray(row * rowBytes, (row + 1) * rowBytes), place.colour);
        if (rows.alpha) memory.set(rows.alpha.subarray(row * widthPx, (row + 1) * widthPx), place.alpha);
        work.take(taken);
        taken++;
        for (; isReady(made, taken); made++) {
          const out = work.make(made);
          const at = made - first;
          outColour.set(memory.subarray(out.colour, out.colour + outRowBytes), at * outRowBytes);
          if (hasAlpha) outAlpha.set(memory.subarray(out.alpha, out.alpha + work.outWidthPx), at * work.outWidthPx);
        }
      }
      return view(made - first);
    },
    finish() {
      if (taken !== heightPx) throw new RangeError(`Expected ${heightPx} rows but received ${taken}`);
      return view(0);
    },
  };

  function view(rows: number): Rows {
    return {
      colour: samplesIn(outColour, bitsPerComponent, rows * outRowBytes),
      alpha: hasAlpha ? outAlpha.subarray(0, rows * work.outWidthPx) : undefined,
    };
  }
}

function rowsIn({ colour, alpha }: Rows, { widthPx, colours, hasAlpha, bitsPerComponent }: RowShape): number {
  const rows = colour.length / (widthPx * colours);
  if (!Number.isInteger(rows)) throw new RangeError(`Expected whole rows of ${widthPx} pixels but received ${colour.length} samples`);
  if (colour.BYTES_PER_ELEMENT * 8 !== bitsPerComponent) throw new RangeError(`Expected samples of ${bitsPerComponent} bits but received others`);
  if ((alpha?.length ?? 0) !== (hasAlpha ? rows * widthPx : 0)) {
    throw new RangeError(`Expected ${hasAlpha ? rows * widthPx : 0} samples of alpha but received ${alpha?.length ?? 0}`);
  }
  return rows;
}

/** The first `lengthBytes` of a buffer as samples. */
export function samplesIn(bytes: Uint8Array, bitsPerComponent: 8 | 16, lengthBytes: number): Samples {
  return bitsPerComponent === 8 ? bytes.subarray(0, lengthBytes) : new Uint16Array(bytes.buffer, bytes.byteOffset, lengthBytes / 2);
}

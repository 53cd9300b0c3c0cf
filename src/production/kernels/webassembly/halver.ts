import { alignedTo, placeTable } from '#base';
import type { RowShape, RowStage } from '../types.ts';
import { lanczosWeights, lanczosWeightsQ15 } from '../weights.ts';
import type { Core } from './module.ts';
import { rowStage, type RowWork } from './row-stage.ts';

/** Rows under one row of the half-sized image. */
const window = 12;

/** See {@link Kernels.halver}. */
export function halver(core: Core, shape: RowShape): RowStage {
  const size = { outWidthPx: Math.ceil(shape.widthPx / 2), outHeightPx: Math.ceil(shape.heightPx / 2), lastSourceRow: (y: number) => 2 * y + 6 };
  return rowStage(core, shape, { ...size, ...(shape.hasAlpha ? weighted(core, shape) : plain(core, shape)) });
}

type HalverWork = Pick<RowWork, 'place' | 'take' | 'make'>;

function plain(core: Core, { widthPx, heightPx, colours, bitsPerComponent }: RowShape): HalverWork {
  const isReal = bitsPerComponent === 16;
  const { module } = core;
  const outWidthPx = Math.ceil(widthPx / 2);
  const weights = isReal ? placeTable(core, new Float32Array(lanczosWeights())) : placeTable(core, new Int16Array(lanczosWeightsQ15()));
  // Half-sized planes have room for whole vectors: pixels of 2 bytes in whole numbers, of 4 in single precision.
  const ringStride = alignedTo(64, outWidthPx * (isReal ? 4 : 2));
  const rowBytes = colours * ringStride;
  const ring = core.allocate(window * rowBytes);
  const source = core.allocate(widthPx * colours * (bitsPerComponent / 8));
  const stagingStride = isReal ? stagingBytes(outWidthPx, 4) : alignedTo(64, widthPx + 64);
  const staging = core.allocate(colours * stagingStride * (isReal ? 2 : 1));
  const planes = core.allocate(rowBytes);
  const out = core.allocate(alignedTo(16, outWidthPx) * colours * (bitsPerComponent / 8));
  const across = isReal ? module.halveAcross16 : module.halveAcross8;
  const down = isReal ? module.halveDown16 : module.halveDown8;
  return {
    place: () => ({ colour: source, alpha: 0 }),
    take: (row) => across(source, staging, stagingStride, ring + (row % window) * rowBytes, ringStride, widthPx, colours, weights),
    make: (y) => {
      down(ring, rowBytes, ringStride, y, heightPx, planes, out, outWidthPx, colours, weights);
      return { colour: out, alpha: 0 };
    },
  };
}

function weighted(core: Core, { widthPx, heightPx, colours, bitsPerComponent }: RowShape): HalverWork {
  const isDouble = bitsPerComponent === 16;
  const { module } = core;
  const outWidthPx = Math.ceil(widthPx / 2);
  const realBytes = isDouble ? 8 : 4;
  const weights = placeTable(core, isDouble ? new Float64Array(lanczosWeights()) : new Float32Array(lanczosWeights()));
  const ringStride = alignedTo(64, outWidthPx * realBytes);
  const rowBytes = (colours + 1) * ringStride;
  const ring = core.allocate(window * rowBytes);
  const sourceBytes = alignedTo(64, widthPx * colours * (bitsPerComponent / 8));
  const source = core.allocate(window * sourceBytes);
  const alpha = core.allocate(widthPx);
  const bytesStride = alignedTo(64, widthPx);
  const bytes = isDouble ? 0 : core.allocate(colours * bytesStride);
  const stagingStride = stagingBytes(outWidthPx, realBytes);
  const staging = core.allocate(2 * (colours + 1) * stagingStride);
  const sums = core.allocate(rowBytes);
  const planes = isDouble ? 0 : core.allocate(rowBytes);
  const out = core.allocate(alignedTo(16, outWidthPx) * colours * (bitsPerComponent / 8));
  const outAlpha = core.allocate(alignedTo(16, outWidthPx));
  return {
    place: (row) => ({ colour: source + (row % window) * sourceBytes, alpha }),
    take: (row) => {
      const from = source + (row % window) * sourceBytes;
      const to = ring + (row % window) * rowBytes;
      if (isDouble) module.halveAcrossWeighted16(from, alpha, staging, stagingStride, to, ringStride, widthPx, colours, weights);
      else module.halveAcrossWeighted8(from, alpha, bytes, bytesStride, staging, stagingStride, to, ringStride, widthPx, colours, weights);
    },
    make: (y) => {
      if (isDouble) module.halveDownWeighted16(ring, rowBytes, ringStride, source, sourceBytes, y, heightPx, sums, out, outAlpha, widthPx, colours, weights);
      else module.halveDownWeighted8(ring, rowBytes, ringStride, source, sourceBytes, y, heightPx, sums, planes, out, outAlpha, widthPx, colours, weights);
      return { colour: out, alpha: outAlpha };
    },
  };
}

/** Even or odd pixels of a plane, with room in front and behind for repeated edges and whole vectors. */
function stagingBytes(outWidthPx: number, realBytes: number): number {
  return alignedTo(64, (outWidthPx + 24) * realBytes);
}

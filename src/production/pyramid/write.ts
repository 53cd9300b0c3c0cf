import type { PyramidMetadata } from '#formats';
import type { PyramidCompression, Raster } from '#ports';
import type { FlowShape } from '../flow/flow.ts';
import type { Kernels, Rows, Sharpening } from '../kernels/types.ts';
import { openCascade } from './cascade.ts';
import type { LevelSize } from './levels.ts';
import { openPyramidFile, type PyramidFile } from './pyramid-file.ts';
import { openSheets, type Sheets } from './sheets.ts';

export type PyramidOptions = {
  readonly raster: Pick<Raster, 'encodeTiles'>;
  readonly kernels: Kernels;
  readonly shape: FlowShape;
  readonly levels: readonly LevelSize[];
  readonly tilePx: number;
  readonly sharpening: Sharpening | undefined;
  readonly colour: { readonly path: string; readonly compression: PyramidCompression };
  /** Where alpha goes, a pyramid of one channel; needed when the shape has alpha. */
  readonly mask: { readonly path: string; readonly compression: PyramidCompression } | undefined;
  readonly see?: (level: number, rows: Rows) => void;
};

/** Colour and mask pyramid of one image in the making. */
export interface PyramidWriter extends AsyncDisposable {
  /** The next rows of level 0. They may be changed once this resolves. @throws what an encoder threw. */
  push(rows: Rows): Promise<void>;
  /** After the last row: both files are whole when this resolves. */
  finish(metadata: PyramidMetadata): Promise<void>;
}

type Part = { readonly file: PyramidFile; readonly sheets: Sheets };

/** Builds levels from rows, encodes them as tiles and writes the files, all while the rows go by. */
export async function openPyramid(options: PyramidOptions): Promise<PyramidWriter> {
  const { shape, mask } = options;
  const colour = await openPart(options, options.colour, shape.colour, shape.bitsPerComponent);
  const alpha = shape.hasAlpha && mask ? await openPart(options, mask, 'gray', 8) : undefined;
  const parts = alpha ? [colour, alpha] : [colour];
  const cascade = openCascade({
    ...options,
    keep(level, rows) {
      colour.sheets.levels[level]!(rows.colour);
      if (alpha && rows.alpha) alpha.sheets.levels[level]!(rows.alpha);
    },
  });
  return {
    async push(rows) {
      cascade.push(rows);
      for (const part of parts) await part.sheets.ready();
    },
    async finish(metadata) {
      cascade.finish();
      for (const part of parts) await part.sheets.finish();
      await colour.file.finish(metadata);
      await alpha?.file.finish({ resolutionPpi: metadata.resolutionPpi, icc: undefined, xmp: undefined });
    },
    async [Symbol.asyncDispose]() {
      // After a failure no encoder may go on writing into a folder that is about to vanish.
      await Promise.allSettled(parts.map((part) => part.sheets.finish()));
      await Promise.all(parts.map((part) => part.file.close()));
    },
  };
}

async function openPart(
  options: PyramidOptions, { path, compression }: NonNullable<PyramidOptions['mask']>, colour: FlowShape['colour'], bitsPerComponent: 8 | 16,
): Promise<Part> {
  const file = await openPyramidFile(path, options.levels, options.tilePx);
  return { file, sheets: openSheets({ ...options, file, compression, colour, bitsPerComponent }) };
}

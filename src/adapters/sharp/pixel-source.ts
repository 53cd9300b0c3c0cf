import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Failure, withSource } from '#base';
import { entryNumber, entryNumbers, readTiff, tiffTag, type ByteSource } from '#formats';
import type { Pixels, PixelSource, RasterProbe } from '#ports';
import type { Sharp } from 'sharp';
import { componentsOf, pickComponents, spaceFor, wantedChannels, type PixelKind } from './library.ts';
import { turnedRows, type ReadBlock } from './turned.ts';

/** Pixels that are in memory already. */
export function memorySource(pixels: Pixels): PixelSource {
  const { samples, ...shape } = pixels;
  const rowSamples = samples.length / pixels.heightPx;
  return {
    ...shape,
    rows: (topPx, count) => samples.subarray(topPx * rowSamples, (topPx + count) * rowSamples),
    [Symbol.asyncDispose]: async () => {},
  };
}

/**
 * Runs an image into a file of plain strips and reads its rows from there: what is held is the decoder's window and the rows
 * in hand, not the picture. The file lies in the page cache; writing 24 megapixels costs about as much as copying them.
 * @param orientation EXIF orientation of what the image gives, 1..8: rows come upright.
 */
export async function spillPixels(image: Sharp, as: PixelKind, path: string, orientation: number): Promise<PixelSource> {
  const { width, height, channels } = await image.toColourspace(spaceFor(as)).tiff({ compression: 'none', bigtiff: true }).toFile(path);
  const startBytes = withSource(path, (source) => firstStrip(source, width * height * channels * (as.bitsPerComponent / 8)));
  return fileSource(path, as, { widthPx: width, heightPx: height, channels, startBytes }, orientation);
}

/** Writes bands of rows into a file and reads rows from there. @param shape What the rows are of. */
export function spillBands(bands: Iterable<Pixels['samples']>, shape: Pick<RasterProbe, 'widthPx' | 'heightPx' | 'colour' | 'hasAlpha' | 'bitsPerComponent'>, path: string): PixelSource {
  const { widthPx, heightPx, colour, hasAlpha } = shape;
  if (colour === 'lab' || colour === 'other') throw new Failure('UNSUPPORTED_IMAGE', { detail: 'these pixels cannot be read here' });
  const as = { colour, hasAlpha, bitsPerComponent: shape.bitsPerComponent === 16 ? 16 : 8 } as const;
  const file = openSync(path, 'w');
  try {
    for (const band of bands) writeWhole(file, new Uint8Array(band.buffer, band.byteOffset, band.byteLength));
  } finally {
    closeSync(file);
  }
  return fileSource(path, as, { widthPx, heightPx, channels: componentsOf(as), startBytes: 0 }, 1);
}

type StoredPixels = { readonly widthPx: number; readonly heightPx: number; readonly channels: number; readonly startBytes: number };

/** Rows of samples that lie in a file one behind the other; the file goes with the source. */
function fileSource(path: string, as: PixelKind, { widthPx, heightPx, channels, startBytes }: StoredPixels, orientation: number): PixelSource {
  const wanted = wantedChannels(as, channels);
  const pixelBytes = channels * (as.bitsPerComponent / 8);
  const file = openSync(path, 'r');
  let held = new Uint8Array(0);
  const readBlock: ReadBlock = (left, top, blockWidth, blockHeight) => {
    const length = blockWidth * blockHeight * pixelBytes;
    if (held.length < length) held = new Uint8Array(length);
    const bytes = held.subarray(0, length);
    // Whole rows lie one behind the other; parts of rows are read one by one.
    const [count, partBytes] = blockWidth === widthPx ? [1, length] : [blockHeight, blockWidth * pixelBytes];
    for (let row = 0; row < count; row++) {
      readWhole(file, bytes.subarray(row * partBytes, (row + 1) * partBytes), startBytes + ((top + row) * widthPx + left) * pixelBytes);
    }
    const samples = as.bitsPerComponent === 16 ? new Uint16Array(bytes.buffer, 0, length / 2) : bytes;
    return channels === wanted.length ? samples : pickComponents(samples, channels, wanted);
  };
  return {
    ...as,
    ...turnedRows({ widthPx, heightPx, components: wanted.length }, orientation, readBlock),
    async [Symbol.asyncDispose]() {
      closeSync(file);
      await rm(path, { force: true });
    },
  };
}

function readWhole(file: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;) {
    const read = readSync(file, bytes, done, bytes.length - done, position + done);
    if (read === 0) throw new RangeError(`Expected ${bytes.length} bytes at ${position} but the file ends`);
    done += read;
  }
}

/** A full disk shows as a short write, or as an error on the next. */
function writeWhole(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
}

/** Where the samples begin: the library writes the strips of an uncompressed file one behind the other. */
function firstStrip(source: ByteSource, sizeBytes: number): number {
  const tiff = readTiff(source, 1);
  const page = tiff.directories[0]!;
  const offsets = entryNumbers(tiff, page, tiffTag.stripOffsets);
  const lengths = entryNumbers(tiff, page, tiffTag.stripByteCounts);
  const isPlain = entryNumber(tiff, page, tiffTag.compression, 1) === 1 && tiff.order === 'little';
  const isWhole = offsets.every((offset, index) => index === 0 || offset === offsets[index - 1]! + lengths[index - 1]!)
    && lengths.reduce((sum, length) => sum + length, 0) === sizeBytes;
  if (!isPlain || !isWhole) throw new TypeError('Expected an uncompressed TIFF whose strips follow one another');
  return offsets[0]!;
}

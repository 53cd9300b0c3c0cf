import { tiffTag } from './tags.ts';
import { directoryBytes, encodeDirectory, encodeHeader, long, short, type TiffField } from './write.ts';

const rowsPerStrip = 64;

/**
 * The bytes that turn raw interleaved samples into an uncompressed classic TIFF when put in front of them: a way to
 * hand CMYK pixels to a library whose raw input knows only gray and RGB.
 * @param pixels At most 4 GiB of samples, little-endian where they have 16 bits.
 */
export function rawTiffHead(pixels: {
  readonly widthPx: number; readonly heightPx: number; readonly components: number;
  readonly bitsPerComponent: 8 | 16; readonly colour: 'gray' | 'rgb' | 'cmyk'; readonly icc?: Uint8Array | undefined;
}): Uint8Array {
  const rowBytes = pixels.widthPx * pixels.components * (pixels.bitsPerComponent / 8);
  const strips = Math.ceil(pixels.heightPx / rowsPerStrip);
  const colourComponents = { gray: 1, rgb: 3, cmyk: 4 }[pixels.colour];
  const counts = Array.from({ length: strips }, (_, strip) =>
    rowBytes * Math.min(rowsPerStrip, pixels.heightPx - strip * rowsPerStrip));
  const fieldsAt = (dataOffset: number): readonly TiffField[] => [
    { tag: tiffTag.imageWidth, value: long(pixels.widthPx) },
    { tag: tiffTag.imageLength, value: long(pixels.heightPx) },
    { tag: tiffTag.bitsPerSample, value: short(...Array<number>(pixels.components).fill(pixels.bitsPerComponent)) },
    { tag: tiffTag.compression, value: short(1) },
    { tag: tiffTag.photometric, value: short({ gray: 1, rgb: 2, cmyk: 5 }[pixels.colour]) },
    { tag: tiffTag.stripOffsets, value: long(...counts.map((_, strip) => dataOffset + strip * rowsPerStrip * rowBytes)) },
    { tag: tiffTag.samplesPerPixel, value: short(pixels.components) },
    { tag: tiffTag.rowsPerStrip, value: long(rowsPerStrip) },
    { tag: tiffTag.stripByteCounts, value: long(...counts) },
    { tag: tiffTag.planarConfiguration, value: short(1) },
    ...(pixels.icc ? [{ tag: tiffTag.icc, value: { type: 'undefined', bytes: pixels.icc } } as const] : []),
    ...(pixels.components > colourComponents ? [{ tag: tiffTag.extraSamples, value: short(2) }] : []),
  ];
  const headBytes = 8 + directoryBytes(fieldsAt(0), false);
  const head = new Uint8Array(headBytes);
  head.set(encodeHeader(false, 8));
  head.set(encodeDirectory(fieldsAt(headBytes), false, 8, 0), 8);
  return head;
}

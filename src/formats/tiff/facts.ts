import type { ByteSource } from '../bytes.ts';
import { entryNumber, entryNumbers, readTiff } from './read.ts';
import { tiffRefusal } from './refusal.ts';
import { tiffTag } from './tags.ts';

/** What decides whether a TIFF can become an image here. */
export type TiffFacts = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bitsPerSample: number;
  readonly isFloat: boolean;
  /** Why such pixels are read nowhere here, in words for the job log. */
  readonly refusal: string | undefined;
  readonly colour: 'gray' | 'rgb' | 'palette' | 'cmyk' | 'lab' | 'other';
  readonly samplesPerPixel: number;
  /** Meaning of the samples beyond colour: 0 unspecified, 1 alpha (premultiplied), 2 alpha (not premultiplied). */
  readonly extraSamples: readonly number[];
  readonly resolutionPpi: number | undefined;
  /** Directories that are pictures of their own: reduced copies and masks do not count. */
  readonly pages: number;
};

const colours: Readonly<Record<number, TiffFacts['colour']>> = {
  0: 'gray', 1: 'gray', 2: 'rgb', 3: 'palette', 4: 'gray', 5: 'cmyk', 6: 'rgb', 8: 'lab', 9: 'lab', 10: 'lab',
};

/** Reads the first page's facts from its directory. @throws BROKEN_FILE */
export function tiffFacts(source: ByteSource): TiffFacts {
  const tiff = readTiff(source);
  const page = tiff.directories[0]!;
  const number = (tag: number, missing: number): number => entryNumber(tiff, page, tag, missing);
  const format = number(tiffTag.sampleFormat, 1);
  const extraSamples = entryNumbers(tiff, page, tiffTag.extraSamples);
  return {
    widthPx: number(tiffTag.imageWidth, 0),
    heightPx: number(tiffTag.imageLength, 0),
    bitsPerSample: number(tiffTag.bitsPerSample, 1),
    isFloat: format === 3,
    refusal: tiffRefusal({
      photometric: number(tiffTag.photometric, -1), compression: number(tiffTag.compression, 1), sampleFormat: format,
      bitsPerSample: entryNumbers(tiff, page, tiffTag.bitsPerSample), samplesPerPixel: number(tiffTag.samplesPerPixel, 1),
      extraSamples: extraSamples.length, inkSet: number(tiffTag.inkSet, 1),
    }),
    colour: colours[number(tiffTag.photometric, -1)] ?? 'other',
    samplesPerPixel: number(tiffTag.samplesPerPixel, 1),
    extraSamples,
    pages: Math.max(1, tiff.directories.filter((one) => (entryNumber(tiff, one, tiffTag.newSubfileType, 0) & 5) === 0).length),
    resolutionPpi: resolutionOf(number(tiffTag.xResolution, 0), number(tiffTag.resolutionUnit, 2)),
  };
}

/** @param unit TIFF and EXIF: 2 inches, 3 centimetres, anything else none. */
export function resolutionOf(value: number, unit: number): number | undefined {
  const ppi = unit === 3 ? value * 2.54 : unit === 2 ? value : 0;
  return Number.isFinite(ppi) && ppi > 0 ? Math.round(ppi * 10_000) / 10_000 : undefined;
}

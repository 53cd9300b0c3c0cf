import { Failure } from '#base';
import type { Pixels, PixelSource, PyramidCompression, Raster, RasterProbe } from '#ports';
import type { Sharp, TiffOptions } from 'sharp';
import { interpretationOf, loadSharp, openPixels, readPixels, type SharpLibrary } from './library.ts';
import { decodeOwn, isOwnFormat, ownBands } from './own-readers.ts';
import { memorySource, spillBands, spillPixels } from './pixel-source.ts';
import { probeImage, wholeSvg } from './probe.ts';
import { imageFailure } from './reasons.ts';

/** @param options.threads Threads of one operation, at least 1.
 *  @param options.limitPixels Decoding refuses larger images, whatever the probe said. */
export async function openSharpRaster(options: { readonly threads: number; readonly limitPixels: number }): Promise<Raster> {
  const sharp = await loadSharp(options.threads);
  let cmyk: Promise<Uint8Array> | undefined;
  const translated = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (thrown) {
      throw imageFailure(thrown, options.limitPixels);
    }
  };
  return {
    probe: (path) => translated(probeImage(sharp, path)),
    decode: async (path, how = {}) => {
      const probe = how.probe ?? await translated(probeImage(sharp, path));
      return translated(decodeImage(sharp, path, probe, how, options.limitPixels));
    },
    encodeTiles: (pixels, how) => encodeTiles(sharp, pixels, how),
    cmykProfile: () => (cmyk ??= builtInCmyk(sharp)),
    writeThumbnail: (pixels, path, boxPx, icc) => writeSmall(sharp, pixels, path, boxPx, icc),
  };
}

async function decodeImage(
  sharp: SharpLibrary, path: string, probe: RasterProbe, how: NonNullable<Parameters<Raster['decode']>[1]>, limitPixels: number,
): Promise<PixelSource> {
  if (isOwnFormat(probe.format)) {
    return how.spillPath === undefined
      ? memorySource(decodeOwn(path, probe.format, limitPixels))
      : spillBands(ownBands(path, probe.format, limitPixels), probe, how.spillPath);
  }
  const { colour, isFloat, bitsPerComponent } = probe;
  if (colour === 'lab' || colour === 'other' || isFloat || bitsPerComponent === 32) {
    throw new Failure('UNSUPPORTED_IMAGE', { detail: 'these pixels cannot be read here' });
  }
  const input = probe.format === 'svg' ? await wholeSvg(path) : path;
  const image = sharp(input, {
    ignoreIcc: true, limitInputPixels: limitPixels, failOn: 'error', autoOrient: how.spillPath === undefined, sequentialRead: true,
    ...(how.densityPpi === undefined ? {} : { density: how.densityPpi }),
  });
  const as = { colour, hasAlpha: probe.hasAlpha, bitsPerComponent: bitsPerComponent === 16 ? 16 : 8 } as const;
  const opened = colour === 'cmyk' ? image.pipelineColourspace('cmyk') : image;
  // The library would hold the whole picture to turn it.
  return how.spillPath === undefined ? memorySource(await readPixels(opened, as)) : spillPixels(opened, as, how.spillPath, probe.orientation);
}

/** Deflate at level 6 with differences between neighbours; JPEG as the library's TIFF writer does it: from quality 90 on
 *  components are stored as they are, at full chroma. (Tiles of our own with halved chroma at quality 95 cost 2.2 times
 *  the processor time through this library: 310 against 690 ms for 24 megapixels, 2 cores, 2026-11-23.) */
function tiffOptions(compression: PyramidCompression, tilePx: number): TiffOptions {
  const tiles = { tile: true, tileWidth: tilePx, tileHeight: tilePx } as const;
  if (compression.kind === 'jpeg') return { ...tiles, compression: 'jpeg', quality: compression.quality };
  return compression.kind === 'deflate' ? { ...tiles, compression: 'deflate', predictor: 'horizontal' } : { ...tiles, compression: 'none' };
}

async function encodeTiles(
  sharp: SharpLibrary, pixels: Pixels, options: { readonly tilePx: number; readonly compression: PyramidCompression },
): Promise<Uint8Array> {
  if (pixels.hasAlpha) throw new TypeError('Expected pixels without alpha: it belongs into a mask of its own');
  return openPixels(sharp, pixels)
    .toColourspace(interpretationOf(pixels.colour, pixels.bitsPerComponent))
    .tiff(tiffOptions(options.compression, options.tilePx))
    .toBuffer();
}

/** Opens pixels so that the library converts them to sRGB on the way out. */
function openForDisplay(sharp: SharpLibrary, pixels: Pixels, icc: Uint8Array | undefined): Sharp {
  const image = openPixels(sharp, pixels, icc);
  return pixels.colour === 'cmyk' ? image.pipelineColourspace('srgb') : image;
}

/** The library shows its profile only inside of images. */
async function builtInCmyk(sharp: SharpLibrary): Promise<Uint8Array> {
  const tiny = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'black' } }).withIccProfile('cmyk').jpeg().toBuffer();
  const { icc } = await sharp(tiny).metadata();
  if (!icc) throw new Failure('UNEXPECTED');
  return icc;
}

async function writeSmall(sharp: SharpLibrary, pixels: Pixels, path: string, boxPx: number, icc: Uint8Array | undefined): Promise<void> {
  const small = openForDisplay(sharp, pixels, icc)
    .resize(boxPx, boxPx, { fit: 'inside', withoutEnlargement: true })
    .toColourspace(pixels.colour === 'gray' ? 'b-w' : 'srgb');
  await (pixels.hasAlpha ? small.png() : small.jpeg({ quality: 85 })).toFile(path);
}


import { Failure } from '#base';
import type { Pixels, PyramidCompression, Raster, RasterProbe } from '#ports';
import type { Sharp, TiffOptions } from 'sharp';
import { interpretationOf, loadSharp, openPixels, readPixels, type SharpLibrary } from './library.ts';
import { halveCmykWithAlpha } from './cmyk-alpha.ts';
import { decodeOwn, isOwnFormat } from './own-readers.ts';
import { probeImage, wholeSvg } from './probe.ts';
import { imageFailure } from './reasons.ts';

/** @param options.threads Threads of one operation, at least 1.
 *  @param options.limitPixels Decoding refuses larger images, whatever the probe said. */
export async function openSharpRaster(options: { readonly threads: number; readonly limitPixels: number }): Promise<Raster> {
  const sharp = await loadSharp(options.threads);
  let srgb: Promise<Uint8Array> | undefined;
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
      return translated(decodeImage(sharp, path, probe, how.densityPpi, options.limitPixels));
    },
    halve: (pixels) => halvePixels(sharp, pixels),
    writeTiledTiff: (pixels, path, how) => writeTiles(sharp, pixels, path, how),
    convertToSrgb: (pixels, from) => translated(toSrgb(sharp, pixels, from)),
    srgbProfile: () => (srgb ??= makeSrgbProfile(sharp)),
    writeThumbnail: (pixels, path, boxPx, icc) => writeSmall(sharp, pixels, path, boxPx, icc),
  };
}

async function decodeImage(
  sharp: SharpLibrary, path: string, probe: RasterProbe, densityPpi: number | undefined, limitPixels: number,
): Promise<Pixels> {
  if (isOwnFormat(probe.format)) return decodeOwn(path, probe.format, limitPixels);
  const { colour, isFloat, bitsPerComponent } = probe;
  if (colour === 'lab' || colour === 'other' || isFloat || bitsPerComponent === 32) {
    throw new Failure('UNSUPPORTED_IMAGE', { detail: 'these pixels cannot be read here' });
  }
  const input = probe.format === 'svg' ? await wholeSvg(path) : path;
  const image = sharp(input, {
    ignoreIcc: true, limitInputPixels: limitPixels, failOn: 'error', autoOrient: true, sequentialRead: true,
    ...(densityPpi === undefined ? {} : { density: densityPpi }),
  });
  const as = { colour, hasAlpha: probe.hasAlpha, bitsPerComponent: bitsPerComponent === 16 ? 16 : 8 } as const;
  return readPixels(colour === 'cmyk' ? image.pipelineColourspace('cmyk') : image, as);
}

async function halvePixels(sharp: SharpLibrary, pixels: Pixels): Promise<Pixels> {
  const [width, height] = [Math.ceil(pixels.widthPx / 2), Math.ceil(pixels.heightPx / 2)];
  const halve = (whole: Pixels): Promise<Pixels> =>
    readPixels(openPixels(sharp, whole).resize(width, height, { fit: 'fill', kernel: 'lanczos3' }), whole);
  if (!pixels.hasAlpha) return halve(pixels);
  if (pixels.colour === 'cmyk') return halveCmykWithAlpha(pixels, halve);
  return pixels.bitsPerComponent === 8 ? narrowed(await halve(widened(pixels))) : halve(pixels);
}

/** The library multiplies colour by alpha in the depth it is given: in 8 bits a half-transparent colour drifts with every
 *  level (3 of 255 after two halvings at alpha 128), in 16 it stays. */
function widened(pixels: Pixels): Pixels {
  return { ...pixels, bitsPerComponent: 16, samples: Uint16Array.from(pixels.samples, (sample) => sample * 257) };
}

function narrowed(pixels: Pixels): Pixels {
  return { ...pixels, bitsPerComponent: 8, samples: Uint8Array.from(pixels.samples, (sample) => Math.round(sample / 257)) };
}

/** Deflate at level 6 with differences between neighbours; JPEG as the library's TIFF writer does it: from quality 90 on
 *  components are stored as they are, at full chroma. (Tiles of our own with halved chroma at quality 95 cost 2.2 times
 *  the processor time through this library: 310 against 690 ms for 24 megapixels, 2 cores, 2026-11-23.) */
function tiffOptions(compression: PyramidCompression, tilePx: number): TiffOptions {
  const tiles = { tile: true, tileWidth: tilePx, tileHeight: tilePx } as const;
  if (compression.kind === 'jpeg') return { ...tiles, compression: 'jpeg', quality: compression.quality };
  return compression.kind === 'deflate' ? { ...tiles, compression: 'deflate', predictor: 'horizontal' } : { ...tiles, compression: 'none' };
}

async function writeTiles(
  sharp: SharpLibrary, pixels: Pixels, path: string, options: { readonly tilePx: number; readonly compression: PyramidCompression },
): Promise<void> {
  if (pixels.hasAlpha) throw new TypeError('Expected pixels without alpha: it belongs into a mask of its own');
  await openPixels(sharp, pixels)
    .toColourspace(interpretationOf(pixels.colour, pixels.bitsPerComponent))
    .tiff(tiffOptions(options.compression, options.tilePx))
    .toFile(path);
}

async function toSrgb(sharp: SharpLibrary, pixels: Pixels, from: Uint8Array | 'cmyk'): Promise<Pixels> {
  const target = { colour: 'rgb', hasAlpha: pixels.hasAlpha, bitsPerComponent: 8 } as const;
  return readPixels(openForDisplay(sharp, pixels, from === 'cmyk' ? undefined : from), target);
}

/** Opens pixels so that the library converts them to sRGB on the way out. */
function openForDisplay(sharp: SharpLibrary, pixels: Pixels, icc: Uint8Array | undefined): Sharp {
  const image = openPixels(sharp, pixels, icc);
  return pixels.colour === 'cmyk' ? image.pipelineColourspace('srgb') : image;
}

async function makeSrgbProfile(sharp: SharpLibrary): Promise<Uint8Array> {
  const tiny = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'black' } })
    .withIccProfile('srgb').png().toBuffer();
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


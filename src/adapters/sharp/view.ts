import { Failure } from '#base';
import { iccFacts } from '#formats';
import type { Kernel, LevelRead, Pixels, View, ViewEncoding } from '#ports';
import type { KernelEnum, Sharp } from 'sharp';
import { joinAlpha, premultiplied, splitAlpha, unpremultiplied } from './alpha.ts';
import { withDensity } from './density.ts';
import { loadSharp, openPixels, readPixels, type SharpLibrary } from './library.ts';
import { imageFailure } from './reasons.ts';

/** The library enlarges with its own interpolators: bilinear for `linear`, bicubic for the others. */
const kernels: Readonly<Record<Kernel, keyof KernelEnum>> = { triangle: 'linear', catmullRom: 'cubic', lanczos3: 'lanczos3' };

/** Profiles kept in memory; those of one company are mostly the same few. */
const keptProfiles = 500;

/** Opens pyramids that production made, in this very process: no stranger's file comes here.
 *  @param options.threads Threads of one operation, at least 1.
 *  @param options.timeLimitSeconds Of one read or one encoding. */
export async function openSharpView(options: { readonly threads: number; readonly timeLimitSeconds: number }): Promise<View> {
  const sharp = await loadSharp(options.threads);
  const profiles = new Map<string, Promise<Uint8Array | undefined>>();
  const limited = (image: Sharp): Sharp => image.timeout({ seconds: options.timeLimitSeconds });
  const translated = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (thrown) {
      if (thrown instanceof Error && /timeout/i.test(thrown.message)) {
        throw new Failure('TIME_LIMIT', { limitSeconds: options.timeLimitSeconds }, { cause: thrown });
      }
      throw imageFailure(thrown, 0);
    }
  };

  return {
    profile: (path) => translated(() => profileOf(path)),
    read: (path, maskPath, what) => translated(async () => {
      const window = openWindow(sharp, path, what, what.colour);
      if (maskPath === undefined) return readEightBits(limited(scaledPart(window, what)), what.colour, what.bitsPerComponent);
      const colour = await readEightBits(limited(window), what.colour, what.bitsPerComponent);
      const mask = await readEightBits(limited(openWindow(sharp, maskPath, what, 'gray')), 'gray', 8);
      return scaleWithAlpha(colour, mask, what);
    }),
    readMask: (path, what) => translated(() => readEightBits(limited(scaledPart(openWindow(sharp, path, what, 'gray'), what)), 'gray', 8)),
    scale: (pixels, what) => translated(async () => {
      const { colour, alpha } = splitAlpha(pixels);
      const window = (plane: Pixels): Promise<Pixels> => readEightBits(limited(cutOut(openPixels(sharp, plane), what)), plane.colour, 8);
      if (!alpha) return readEightBits(limited(scaledPart(openPixels(sharp, await window(colour)), what)), colour.colour, 8);
      const [ink, mask] = await Promise.all([window(colour), window(alpha)]);
      return scaleWithAlpha(ink, mask, what);
    }),
    encode: (pixels, as) => translated(async () => {
      const image = openPixels(sharp, pixels, as.profile);
      const bytes = await limited(encoder(as.profile ? image.keepIccProfile() : image, pixels, as)).toBuffer();
      return 'densityPpi' in as ? withDensity(bytes, as.kind, as.densityPpi) : bytes;
    }),
  };

  /** Only the first page carries the profile. */
  function profileOf(path: string): Promise<Uint8Array | undefined> {
    const known = profiles.get(path);
    if (known) return known;
    const read = sharp(path).metadata().then(({ icc }) => (icc && iccFacts(icc) ? icc : undefined));
    if (profiles.size >= keptProfiles) profiles.delete(profiles.keys().next().value!);
    profiles.set(path, read);
    read.catch(() => profiles.delete(path));
    return read;
  }

  /** Colour is multiplied by alpha, scaled in 16 bits (8 would lose colour where alpha is low) and divided out again. */
  async function scaleWithAlpha(colour: Pixels, mask: Pixels, what: LevelRead): Promise<Pixels> {
    const scaled = (pixels: Pixels): Promise<Pixels> => readPixels(limited(scaledPart(openPixels(sharp, pixels), what)), pixels);
    if (!isScaled(what)) return joinAlpha(await scaled(colour), await scaled(mask));
    const [inked, alpha] = await Promise.all([scaled(premultiplied(colour, mask)), scaled(mask)]);
    return unpremultiplied(inked, alpha);
  }
}

/** The library narrows gray and RGB by itself, but cuts CMYK off at 255. */
async function readEightBits(image: Sharp, colour: Pixels['colour'], storedBits: 8 | 16): Promise<Pixels> {
  if (colour !== 'cmyk' || storedBits === 8) return readPixels(image, { colour, hasAlpha: false, bitsPerComponent: 8 });
  const wide = await readPixels(image, { colour, hasAlpha: false, bitsPerComponent: 16 });
  return { ...wide, bitsPerComponent: 8, samples: Uint8Array.from(wide.samples, (value) => (value + 128) / 257) };
}

/** The window of a level, unscaled, its components as stored. */
function openWindow(sharp: SharpLibrary, path: string, what: LevelRead, colour: Pixels['colour']): Sharp {
  const image = sharp(path, { page: what.level, pages: 1, limitInputPixels: false, ignoreIcc: true, sequentialRead: false });
  const opened = colour === 'cmyk' ? image.pipelineColourspace('cmyk') : image;
  return cutOut(opened, what);
}

function cutOut(image: Sharp, { window: { xPx, yPx, widthPx, heightPx } }: LevelRead): Sharp {
  return image.extract({ left: xPx, top: yPx, width: widthPx, height: heightPx });
}

/** Scales an opened window and keeps what is wanted of it. */
function scaledPart(image: Sharp, what: LevelRead): Sharp {
  const { scaledWidthPx: width, scaledHeightPx: height, keep } = what;
  const isCut = keep.widthPx !== width || keep.heightPx !== height;
  const scaled = isScaled(what) ? image.resize(width, height, { fit: 'fill', kernel: kernels[what.kernel] }) : image;
  return isCut ? scaled.extract({ left: keep.xPx, top: keep.yPx, width: keep.widthPx, height: keep.heightPx }) : scaled;
}

function isScaled({ window, scaledWidthPx, scaledHeightPx }: LevelRead): boolean {
  return scaledWidthPx !== window.widthPx || scaledHeightPx !== window.heightPx;
}

/** Effort 2 of 9: a picture of 400 pixels in tens of milliseconds, some percent larger than at the default. */
const avifEffort = 2;

function encoder(image: Sharp, pixels: Pixels, as: ViewEncoding): Sharp {
  const coloured = pixels.colour === 'gray' ? image.toColourspace('b-w') : pixels.colour === 'cmyk' ? image.toColourspace('cmyk') : image;
  switch (as.kind) {
    case 'jpeg': return coloured.jpeg({ quality: as.quality, chromaSubsampling: as.isFullChroma ? '4:4:4' : '4:2:0', progressive: as.isProgressive });
    case 'png': return coloured.png({ compressionLevel: 6 });
    case 'webp': return coloured.webp({ quality: as.quality, lossless: as.isLossless });
    case 'avif': return coloured.avif({ quality: as.quality, lossless: as.isLossless, effort: avifEffort });
    case 'tiff': {
      const predictor = as.compression === 'lzw' || as.compression === 'deflate' ? 'horizontal' : 'none';
      const perMm = as.densityPpi / 25.4;
      return coloured.tiff({ compression: as.compression, quality: as.quality, predictor, xres: perMm, yres: perMm, resolutionUnit: 'inch' });
    }
  }
}

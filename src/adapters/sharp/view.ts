import { Failure } from '#base';
import { iccFacts } from '#formats';
import type { ColourRead, Kernel, LevelRead, Pixels, View, ViewEncoding } from '#ports';
import type { KernelEnum, Sharp } from 'sharp';
import { withDensity } from './density.ts';
import { componentsOf, loadSharp, openPixels, readPixels, type SharpLibrary } from './library.ts';
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
    read: (path, maskPath, what) => translated(async () => {
      const profile = what.isManaged ? await profileOf(path) : undefined;
      const isPlain = maskPath === undefined && !needsConversion(what, profile);
      if (isPlain) return readPixels(limited(scaledPart(openWindow(sharp, path, what), what)), targetOf(what, false));
      const piece = await readPixels(limited(openWindow(sharp, path, what)), { colour: what.colour, hasAlpha: false, bitsPerComponent: 8 });
      const colour = needsConversion(what, profile) ? await toRgb(piece, profile) : piece;
      if (maskPath === undefined) return readPixels(limited(scaledPart(openPixels(sharp, colour), what)), targetOf(what, false));
      const mask = await readPixels(limited(openWindow(sharp, maskPath, what)), { colour: 'gray', hasAlpha: false, bitsPerComponent: 8 });
      return scaleWithAlpha(colour, mask, what);
    }),
    readMask: (path, what) => translated(() => readPixels(
      limited(scaledPart(openWindow(sharp, path, what), what)), { colour: 'gray', hasAlpha: false, bitsPerComponent: 8 },
    )),
    encode: (pixels, as) => translated(async () => {
      const bytes = await limited(encoder(openPixels(sharp, pixels), pixels, as)).toBuffer();
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

  function toRgb(piece: Pixels, profile: Uint8Array | undefined): Promise<Pixels> {
    const image = openPixels(sharp, piece, profile);
    return readPixels(limited(piece.colour === 'cmyk' ? image.pipelineColourspace('srgb') : image), { colour: 'rgb', hasAlpha: false, bitsPerComponent: 8 });
  }

  /** The library premultiplies by itself while it scales pixels with alpha, but knows no CMYK with alpha: there alpha is
   *  scaled apart. */
  async function scaleWithAlpha(colour: Pixels, mask: Pixels, what: ColourRead): Promise<Pixels> {
    if (colour.colour !== 'cmyk') return readPixels(limited(scaledPart(openPixels(sharp, joined(colour, mask)), what)), targetOf(what, true));
    const [inks, alpha] = await Promise.all([colour, mask].map((one) =>
      readPixels(limited(scaledPart(openPixels(sharp, one), what)), { colour: one.colour, hasAlpha: false, bitsPerComponent: 8 })));
    return joined(inks!, alpha!);
  }
}

/** CMYK always needs it to become light; RGB and gray only where they have a profile of their own. */
function needsConversion(what: ColourRead, profile: Uint8Array | undefined): boolean {
  return what.isManaged && what.as === 'rgb' && (what.colour === 'cmyk' || profile !== undefined);
}

function targetOf(what: ColourRead, hasAlpha: boolean): Pick<Pixels, 'colour' | 'hasAlpha' | 'bitsPerComponent'> {
  return { colour: what.as, hasAlpha, bitsPerComponent: 8 };
}

/** The window of a level, unscaled, its components as stored. */
function openWindow(sharp: SharpLibrary, path: string, what: LevelRead & { readonly colour?: Pixels['colour'] }): Sharp {
  const { xPx, yPx, widthPx, heightPx } = what.window;
  const image = sharp(path, { page: what.level, pages: 1, limitInputPixels: false, ignoreIcc: true, sequentialRead: false });
  const opened = what.colour === 'cmyk' ? image.pipelineColourspace('cmyk') : image;
  return opened.extract({ left: xPx, top: yPx, width: widthPx, height: heightPx });
}

/** Scales an opened window and keeps what is wanted of it. */
function scaledPart(image: Sharp, what: LevelRead): Sharp {
  const { window, scaledWidthPx: width, scaledHeightPx: height, keep } = what;
  const isScaled = width !== window.widthPx || height !== window.heightPx;
  const isCut = keep.widthPx !== width || keep.heightPx !== height;
  const scaled = isScaled ? image.resize(width, height, { fit: 'fill', kernel: kernels[what.kernel] }) : image;
  return isCut ? scaled.extract({ left: keep.xPx, top: keep.yPx, width: keep.widthPx, height: keep.heightPx }) : scaled;
}

function joined(colour: Pixels, alpha: Pixels): Pixels {
  const colours = componentsOf({ colour: colour.colour, hasAlpha: false });
  const count = colour.widthPx * colour.heightPx;
  const samples = new Uint8Array(count * (colours + 1));
  for (let pixel = 0, at = 0, put = 0; pixel < count; pixel++) {
    for (let component = 0; component < colours; component++) samples[put++] = colour.samples[at++]!;
    samples[put++] = alpha.samples[pixel]!;
  }
  return { ...colour, hasAlpha: true, samples };
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

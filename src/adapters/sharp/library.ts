import { Failure } from '#base';
import type { Pixels } from '#ports';
import { rawTiffHead } from '#formats';
import type { Sharp, SharpInput, SharpOptions } from 'sharp';

export type SharpLibrary = (typeof import('sharp'))['default'];

/** Loaders a stranger's file may reach; everything else the library can read stays shut. */
const openedLoaders = ['Jpeg', 'Png', 'Nsgif', 'Tiff', 'Webp', 'Heif', 'Svg'].map((name) => `VipsForeignLoad${name}`);

/** Loads sharp on first use and sets it up for one item at a time.
 *  @param threads Threads per operation: 1 when every core has a child of its own. */
export async function loadSharp(threads: number): Promise<SharpLibrary> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(threads);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: openedLoaders });
  return sharp;
}

export function componentsOf(pixels: { readonly colour: Pixels['colour']; readonly hasAlpha: boolean }): number {
  return { gray: 1, rgb: 3, cmyk: 4 }[pixels.colour] + (pixels.hasAlpha ? 1 : 0);
}

/** The library's name of a colour space at a depth. */
export function interpretationOf(colour: Pixels['colour'], bits: 8 | 16): 'b-w' | 'grey16' | 'srgb' | 'rgb16' | 'cmyk' {
  if (colour === 'cmyk') return 'cmyk';
  if (colour === 'gray') return bits === 16 ? 'grey16' : 'b-w';
  return bits === 16 ? 'rgb16' : 'srgb';
}

/** Opens pixels as an image. Gray and RGB go in raw; CMYK, and whatever carries a profile, in a TIFF made around them,
 *  because raw input knows neither. */
export function openPixels(sharp: SharpLibrary, pixels: Pixels, icc?: Uint8Array): Sharp {
  const options: SharpOptions = { limitInputPixels: false, ignoreIcc: icc === undefined };
  const image = pixels.colour === 'cmyk' || icc
    ? sharp(wrapped(pixels, icc), options)
    : sharp(asInput(pixels.samples), {
        ...options, raw: { width: pixels.widthPx, height: pixels.heightPx, channels: componentsOf(pixels) as 1 | 2 | 3 | 4 },
      });
  return pixels.colour === 'cmyk' && !icc ? image.pipelineColourspace('cmyk') : image;
}

/** What pixels are to be read as. */
export type PixelKind = Pick<Pixels, 'colour' | 'hasAlpha' | 'bitsPerComponent'>;

/** Runs an image to interleaved pixels of the space asked for; surplus channels are cut off. */
export async function readPixels(image: Sharp, as: PixelKind): Promise<Pixels> {
  const is16Bit = as.bitsPerComponent === 16;
  const { data, info } = await image.toColourspace(spaceFor(as)).raw({ depth: is16Bit ? 'ushort' : 'uchar' }).toBuffer({ resolveWithObject: true });
  const wanted = wantedChannels(as, info.channels);
  const samples = is16Bit ? asWords(data) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return {
    widthPx: info.width, heightPx: info.height, colour: as.colour, hasAlpha: as.hasAlpha, bitsPerComponent: as.bitsPerComponent,
    samples: info.channels === wanted.length ? samples : pickComponents(samples, info.channels, wanted),
  };
}

/** Output of 8-bit gray drops alpha, so such pictures come out as RGB and one of the three equal channels is taken. */
function isGrayThroughRgb(as: PixelKind): boolean {
  return as.colour === 'gray' && as.hasAlpha && as.bitsPerComponent === 8;
}

export function spaceFor(as: PixelKind): ReturnType<typeof interpretationOf> {
  return isGrayThroughRgb(as) ? 'srgb' : interpretationOf(as.colour, as.bitsPerComponent);
}

/** Which channels of the library's output are wanted. @throws UNSUPPORTED_IMAGE when there are fewer than announced. */
export function wantedChannels(as: PixelKind, channels: number): readonly number[] {
  const wanted = isGrayThroughRgb(as) && channels === 4 ? [0, 3] : Array.from({ length: componentsOf(as) }, (_, component) => component);
  if (Math.max(...wanted) >= channels) {
    throw new Failure('UNSUPPORTED_IMAGE', { detail: `${channels} channels where ${wanted.length} were announced` });
  }
  return wanted;
}

export function pickComponents(samples: Uint8Array | Uint16Array, components: number, wanted: readonly number[]): Uint8Array | Uint16Array {
  const pixels = samples.length / components;
  const result = new (samples instanceof Uint16Array ? Uint16Array : Uint8Array)(pixels * wanted.length);
  let to = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (const component of wanted) result[to++] = samples[pixel * components + component]!;
  }
  return result;
}

function wrapped(pixels: Pixels, icc: Uint8Array | undefined): Buffer {
  const head = rawTiffHead({ ...pixels, components: componentsOf(pixels), icc });
  return Buffer.concat([head, bytesOf(pixels.samples)]);
}

function asInput(samples: Uint8Array | Uint16Array): SharpInput {
  return samples instanceof Uint16Array ? samples : bytesOf(samples);
}

function bytesOf(samples: Uint8Array | Uint16Array): Buffer {
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
}

/** A view of 16-bit numbers needs an even start; small buffers may lack one. */
function asWords(data: Buffer): Uint16Array {
  const aligned = data.byteOffset % 2 === 0 ? data : Buffer.from(Uint8Array.from(data).buffer);
  return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 2);
}

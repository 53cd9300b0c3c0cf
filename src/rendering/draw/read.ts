import type { Blobs, ColourEngine, ColourSpace, FontEngine, LevelRead, Pixels, View } from '#ports';
import { convertPixels } from '../steps/convert.ts';
import { flipPixels } from '../steps/flip.ts';
import { managePixels } from '../steps/manage.ts';
import type { Drawing, ImageRead, WindowRead } from '../types.ts';

export type DrawPorts = { readonly blobs: Pick<Blobs, 'localFile'>; readonly view: View; readonly colour: ColourEngine; readonly fonts: FontEngine };

/** Draws a request inside another. */
export type DrawNested = (drawing: Drawing, colour: ColourSpace) => Promise<Pixels>;

/** Reads a piece of an image, scaled and flipped. Scaled first and converted then, as there are fewer pixels.
 *  @param as Pixel type wanted. */
export async function readImage(image: ImageRead, as: ColourSpace, ports: DrawPorts): Promise<Pixels> {
  const [path, maskPath] = await Promise.all([
    ports.blobs.localFile(image.blobId), image.maskBlobId === undefined ? undefined : ports.blobs.localFile(image.maskBlobId),
  ]);
  const { colour, bitsPerComponent, conversion } = image;
  const pixels = flipPixels(await ports.view.read(path, maskPath, { ...levelRead(image), colour, bitsPerComponent }), image.flip);
  if (!conversion) return convertPixels(pixels, as);
  return managePixels(pixels, conversion, conversion.from === 'embedded' ? await ports.view.profile(path) : undefined, ports);
}

/** Nothing but the alpha of an image, opaque where it has none. */
export async function readAlpha(image: ImageRead, ports: DrawPorts): Promise<Pixels> {
  const { widthPx, heightPx } = image.keep;
  const alpha = image.maskBlobId === undefined ? undefined
    : flipPixels(await ports.view.readMask(await ports.blobs.localFile(image.maskBlobId), levelRead(image)), image.flip).samples;
  const samples = new Uint8Array(widthPx * heightPx * 2);
  for (let pixel = 0; pixel < widthPx * heightPx; pixel++) samples[pixel * 2 + 1] = alpha ? alpha[pixel]! : 255;
  return { widthPx, heightPx, colour: 'gray', hasAlpha: true, bitsPerComponent: 8, samples };
}

/** Cuts a piece out of pixels, scales and flips it. */
export async function readPixels(pixels: Pixels, read: WindowRead, { view }: DrawPorts): Promise<Pixels> {
  const { window, scaled, keep } = read;
  const isCopied = scaled.widthPx === window.widthPx && scaled.heightPx === window.heightPx;
  const piece = isCopied ? cut(pixels, window.xPx + keep.xPx, window.yPx + keep.yPx, keep.widthPx, keep.heightPx) : await view.scale(pixels, levelRead(read));
  return flipPixels(piece, read.flip);
}

export function cut(pixels: Pixels, xPx: number, yPx: number, widthPx: number, heightPx: number): Pixels {
  if (widthPx === pixels.widthPx && heightPx === pixels.heightPx) return pixels;
  const components = pixels.samples.length / (pixels.widthPx * pixels.heightPx);
  const samples = new Uint8Array(widthPx * heightPx * components);
  for (let row = 0; row < heightPx; row++) {
    const from = ((yPx + row) * pixels.widthPx + xPx) * components;
    samples.set((pixels.samples as Uint8Array).subarray(from, from + widthPx * components), row * widthPx * components);
  }
  return { ...pixels, widthPx, heightPx, samples };
}

function levelRead(read: WindowRead): LevelRead {
  return {
    level: read.level, window: read.window, keep: read.keep, kernel: read.kernel,
    scaledWidthPx: read.scaled.widthPx, scaledHeightPx: read.scaled.heightPx,
  };
}

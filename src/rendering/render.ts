import { readFile } from 'node:fs/promises';
import type { Blobs, ColourEngine, ColourSpace, LevelRead, Pixels, View, ViewEncoding } from '#ports';
import { drawPixels, fillRect, openCanvas, type Canvas } from './steps/canvas.ts';
import { clipPixels } from './steps/clip.ts';
import { convertPixels } from './steps/convert.ts';
import { managePixels } from './steps/manage.ts';
import { profileBytes } from './colour/profiles.ts';
import { flipPixels } from './steps/flip.ts';
import type { ImageRead, Recipe } from './types.ts';
import type { Colour } from './values/colour.ts';

export type RenderPorts = { readonly blobs: Pick<Blobs, 'localFile'>; readonly view: View; readonly colour: ColourEngine };

/** Draws a recipe and encodes it. @throws BLOB_MISSING, BROKEN_FILE, TIME_LIMIT */
export async function render(recipe: Recipe, ports: RenderPorts): Promise<Uint8Array> {
  const [pixels, profile] = await Promise.all([draw(recipe, ports), recipe.isProfileEmbedded ? profileOf(recipe, ports) : undefined]);
  return ports.view.encode(pixels, { ...encodingOf(recipe), profile });
}

/** The pixels of a reply before they are encoded. */
export async function draw(recipe: Recipe, ports: RenderPorts): Promise<Pixels> {
  return recipe.kind === 'mask' ? drawMask(recipe, ports) : drawImage(recipe, ports);
}

/** The profile a reply carries. */
async function profileOf({ profile, layers }: Recipe, ports: RenderPorts): Promise<Uint8Array | undefined> {
  if (profile !== 'embedded') return profile && profileBytes(profile, ports.blobs, readFile);
  const image = layers[0]?.image;
  return image && ports.view.profile(await ports.blobs.localFile(image.blobId));
}

async function drawImage(recipe: Recipe, ports: RenderPorts): Promise<Pixels> {
  const { colour, hasAlpha } = recipe.format;
  const isClipped = isCut(recipe);
  const images = await Promise.all(recipe.layers.map(async ({ image }) => image && readImage(image, colour, ports)));
  const [only] = images;
  if (recipe.layers.length === 1 && only && !only.hasAlpha && !hasAlpha && !isClipped && isWhole(only, recipe)) return only;
  return drawLayers(recipe, colour, hasAlpha ? undefined : recipe.background, images);
}

/** Lays the layers over each other, cut to shape each by itself and then all together.
 *  @param background Undefined: the result has alpha.
 *  @param images Of the layers, in the canvas' colour. */
function drawLayers(recipe: Recipe, colour: ColourSpace, background: Colour | undefined, images: readonly (Pixels | undefined)[]): Pixels {
  const canvas = openCanvas(recipe.reply, colour, recipe.clips.length === 0 ? background : undefined);
  for (const [index, layer] of recipe.layers.entries()) {
    const own = layer.fill && layer.clips.length > 0 ? openCanvas(recipe.reply, colour, undefined) : canvas;
    if (layer.fill) fillRect(own, layer.fill.rect, layer.fill.colour);
    const [pixels, at] = [images[index], layer.image?.at];
    if (pixels && at) drawPixels(own, own === canvas ? clipPixels(pixels, layer.clips, at.xPx, at.yPx) : pixels, at.xPx, at.yPx);
    if (own !== canvas) drawPixels(canvas, clipPixels(pixelsOf(own), layer.clips, 0, 0), 0, 0);
  }
  if (recipe.clips.length === 0) return pixelsOf(canvas);
  const cut = clipPixels(pixelsOf(canvas), recipe.clips, 0, 0);
  if (!background) return cut;
  const below = openCanvas(recipe.reply, colour, background);
  drawPixels(below, cut, 0, 0);
  return pixelsOf(below);
}

function pixelsOf(canvas: Canvas): Pixels {
  const { size, colour, hasAlpha, samples } = canvas;
  return { ...size, colour, hasAlpha, bitsPerComponent: 8, samples };
}

function isCut(recipe: Recipe): boolean {
  return recipe.clips.length > 0 || recipe.layers.some(({ clips }) => clips.length > 0);
}

/** Scaled first and converted then, as there are fewer pixels. @param as Pixel type of the reply. */
async function readImage(image: ImageRead, as: ColourSpace, ports: RenderPorts): Promise<Pixels> {
  const [path, maskPath] = await Promise.all([
    ports.blobs.localFile(image.blobId), image.maskBlobId === undefined ? undefined : ports.blobs.localFile(image.maskBlobId),
  ]);
  const { colour, bitsPerComponent, conversion } = image;
  const pixels = flipPixels(await ports.view.read(path, maskPath, { ...levelRead(image), colour, bitsPerComponent }), image.flip);
  if (!conversion) return convertPixels(pixels, as);
  return managePixels(pixels, conversion, conversion.from === 'embedded' ? await ports.view.profile(path) : undefined, ports);
}

/** The composite's alpha as gray: what nothing covers is 0. @source delivery, §4.2 "mask" */
async function drawMask(recipe: Recipe, ports: RenderPorts): Promise<Pixels> {
  const images = await Promise.all(recipe.layers.map(({ image }) => image && readAlpha(image, ports)));
  const { samples } = drawLayers(recipe, 'gray', undefined, images);
  const gray = new Uint8Array(recipe.reply.widthPx * recipe.reply.heightPx);
  for (let pixel = 0; pixel < gray.length; pixel++) gray[pixel] = samples[pixel * 2 + 1]!;
  return convertPixels({ ...recipe.reply, colour: 'gray', hasAlpha: false, bitsPerComponent: 8, samples: gray }, recipe.format.colour);
}

/** Nothing but the alpha of an image, opaque where it has none. */
async function readAlpha(image: ImageRead, ports: RenderPorts): Promise<Pixels> {
  const { widthPx, heightPx } = image.keep;
  const alpha = image.maskBlobId === undefined ? undefined
    : flipPixels(await ports.view.readMask(await ports.blobs.localFile(image.maskBlobId), levelRead(image)), image.flip).samples;
  const samples = new Uint8Array(widthPx * heightPx * 2);
  for (let pixel = 0; pixel < widthPx * heightPx; pixel++) samples[pixel * 2 + 1] = alpha ? alpha[pixel]! : 255;
  return { widthPx, heightPx, colour: 'gray', hasAlpha: true, bitsPerComponent: 8, samples };
}

function isWhole(pixels: Pixels, recipe: Recipe): boolean {
  return pixels.widthPx === recipe.reply.widthPx && pixels.heightPx === recipe.reply.heightPx;
}

function levelRead(image: ImageRead): LevelRead {
  return {
    level: image.level, window: image.window, keep: image.keep, kernel: image.kernel,
    scaledWidthPx: image.scaled.widthPx, scaledHeightPx: image.scaled.heightPx,
  };
}

function encodingOf(recipe: Recipe): ViewEncoding {
  const { format, quality, printResPpi: densityPpi } = recipe;
  switch (format.codec) {
    case 'jpeg': return { kind: 'jpeg', quality, isFullChroma: recipe.isFullChroma, isProgressive: format.isProgressive, densityPpi };
    case 'png': return { kind: 'png', densityPpi };
    case 'webp': case 'avif': return { kind: format.codec, quality, isLossless: format.isLossless };
    case 'tiff': return { kind: 'tiff', compression: format.compression, quality, densityPpi };
  }
}


import type { Blobs, LevelRead, Pixels, View, ViewEncoding } from '#ports';
import { drawPixels, fillRect, openCanvas } from './steps/canvas.ts';
import { convertPixels } from './steps/convert.ts';
import { flipPixels } from './steps/flip.ts';
import type { ImageRead, Recipe } from './types.ts';

export type RenderPorts = { readonly blobs: Pick<Blobs, 'localFile'>; readonly view: View };

/** Draws a recipe and encodes it. @throws BLOB_MISSING, BROKEN_FILE, TIME_LIMIT */
export async function render(recipe: Recipe, ports: RenderPorts): Promise<Uint8Array> {
  return ports.view.encode(await draw(recipe, ports), encodingOf(recipe));
}

/** The pixels of a reply before they are encoded. */
export async function draw(recipe: Recipe, ports: RenderPorts): Promise<Pixels> {
  return recipe.kind === 'mask' ? drawMask(recipe, ports) : drawImage(recipe, ports);
}

async function drawImage(recipe: Recipe, ports: RenderPorts): Promise<Pixels> {
  const { colour, hasAlpha } = recipe.format;
  const images = await Promise.all(recipe.layers.map(async ({ image }) => image && convertPixels(await readImage(image, ports), colour)));
  const [only] = images;
  if (recipe.layers.length === 1 && only && !only.hasAlpha && !hasAlpha && isWhole(only, recipe)) return only;
  const canvas = openCanvas(recipe.reply, colour, hasAlpha ? undefined : recipe.background);
  for (const [index, { fill, image }] of recipe.layers.entries()) {
    if (fill) fillRect(canvas, fill.rect, fill.colour);
    const pixels = images[index];
    if (pixels && image) drawPixels(canvas, pixels, image.at.xPx, image.at.yPx);
  }
  return { ...recipe.reply, colour, hasAlpha, bitsPerComponent: 8, samples: canvas.samples };
}

async function readImage(image: ImageRead, ports: RenderPorts): Promise<Pixels> {
  const [path, maskPath] = await Promise.all([
    ports.blobs.localFile(image.blobId), image.maskBlobId === undefined ? undefined : ports.blobs.localFile(image.maskBlobId),
  ]);
  const { colour, bitsPerComponent, as, isManaged } = image;
  const pixels = await ports.view.read(path, maskPath, { ...levelRead(image), colour, bitsPerComponent, as, isManaged });
  return flipPixels(pixels, image.flip);
}

/** The composite's alpha as gray: what nothing covers is 0. @source delivery, §4.2 "mask" */
async function drawMask(recipe: Recipe, ports: RenderPorts): Promise<Pixels> {
  const canvas = openCanvas(recipe.reply, 'gray', undefined);
  for (const { fill, image } of recipe.layers) {
    if (fill) fillRect(canvas, fill.rect, fill.colour);
    if (!image) continue;
    const { widthPx, heightPx } = image.keep;
    const alpha = image.maskBlobId === undefined ? undefined
      : flipPixels(await ports.view.readMask(await ports.blobs.localFile(image.maskBlobId), levelRead(image)), image.flip).samples;
    const samples = new Uint8Array(widthPx * heightPx * 2);
    for (let pixel = 0; pixel < widthPx * heightPx; pixel++) samples[pixel * 2 + 1] = alpha ? alpha[pixel]! : 255;
    drawPixels(canvas, { widthPx, heightPx, colour: 'gray', hasAlpha: true, bitsPerComponent: 8, samples }, image.at.xPx, image.at.yPx);
  }
  const gray = new Uint8Array(recipe.reply.widthPx * recipe.reply.heightPx);
  for (let pixel = 0; pixel < gray.length; pixel++) gray[pixel] = canvas.samples[pixel * 2 + 1]!;
  return convertPixels({ ...recipe.reply, colour: 'gray', hasAlpha: false, bitsPerComponent: 8, samples: gray }, recipe.format.colour);
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


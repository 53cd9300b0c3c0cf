import { readFile } from 'node:fs/promises';
import type { Pixels, ViewEncoding } from '#ports';
import { profileBytes } from './colour/profiles.ts';
import { drawDrawing } from './draw/drawing.ts';
import type { DrawPorts } from './draw/read.ts';
import { alphaOf } from './steps/planes.ts';
import { convertPixels } from './steps/convert.ts';
import type { Drawing, ImageRead, Recipe } from './types.ts';

export type RenderPorts = DrawPorts;

/** Draws a recipe and encodes it. @throws BLOB_MISSING, BROKEN_FILE, TIME_LIMIT */
export async function render(recipe: Recipe, ports: RenderPorts): Promise<Uint8Array> {
  const [pixels, profile] = await Promise.all([draw(recipe, ports), recipe.isProfileEmbedded ? profileOf(recipe, ports) : undefined]);
  return ports.view.encode(pixels, { ...encodingOf(recipe), profile });
}

/** The profile a reply carries. */
async function profileOf({ profile, drawing }: Recipe, ports: RenderPorts): Promise<Uint8Array | undefined> {
  if (profile !== 'embedded') return profile && profileBytes(profile, ports.blobs, readFile);
  const image = lowestRead(drawing);
  return image && ports.view.profile(await ports.blobs.localFile(image.blobId));
}

function lowestRead(drawing: Drawing): ImageRead | undefined {
  if (drawing.kind === 'straight') return drawing.layer.image;
  return drawing.kind === 'empty' ? undefined : drawing.scene.layers.map(({ foreground }) => (foreground.kind === 'image' ? foreground.read : undefined)).find(Boolean);
}

/** The pixels of a reply before they are encoded. */
export async function draw(recipe: Recipe, ports: RenderPorts): Promise<Pixels> {
  const { colour, hasAlpha } = recipe.format;
  if (recipe.kind === 'image') return drawDrawing(recipe.drawing, { colour, background: hasAlpha ? undefined : recipe.background, isAlphaOnly: false }, ports);
  // The composite's alpha as gray: what nothing covers is 0.
  const alpha = alphaOf(await drawDrawing(recipe.drawing, { colour: 'gray', background: undefined, isAlphaOnly: true }, ports));
  return convertPixels({ ...recipe.reply, colour: 'gray', hasAlpha: false, bitsPerComponent: 8, samples: alpha }, colour);
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

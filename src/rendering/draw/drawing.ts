import type { ColourSpace, Pixels } from '#ports';
import { drawPixels, fillRect, openCanvas, pixelsOf } from '../steps/canvas.ts';
import { clipPixels } from '../steps/clip.ts';
import { operate } from '../steps/operate.ts';
import type { Drawing, Finish } from '../types.ts';
import type { Colour } from '../values/colour.ts';
import { cut, readAlpha, readImage, readPixels, type DrawNested, type DrawPorts } from './read.ts';
import { drawScene } from './scene.ts';

/** What pixels are wanted as. */
export type Wanted = {
  readonly colour: ColourSpace;
  /** Undefined: the result has alpha where it is not opaque everywhere. */
  readonly background: Colour | undefined;
  /** Nobody looks at the colour. */
  readonly isAlphaOnly: boolean;
};

/** Draws what a request shows. With a background the result is opaque; without one it has alpha. */
export async function drawDrawing(drawing: Drawing, wanted: Wanted, ports: DrawPorts): Promise<Pixels> {
  if (!drawing.finish) return drawView(drawing, wanted, ports);
  const finished = finish(await drawView(drawing, { ...wanted, background: undefined }, ports), drawing.finish);
  return wanted.background ? flatten(finished, wanted.background) : finished;
}

async function drawView(drawing: Drawing, wanted: Wanted, ports: DrawPorts): Promise<Pixels> {
  const canvas = openCanvas(drawing.size, wanted.colour, wanted.background);
  if (drawing.kind === 'empty') return pixelsOf(canvas);
  if (drawing.kind === 'straight') return drawStraight(drawing, wanted, ports);
  const drawNested: DrawNested = (nested, colour) => drawDrawing(nested, { colour, background: undefined, isAlphaOnly: false }, ports);
  const composite = await drawScene(drawing.scene, wanted.colour, drawNested, ports);
  const { window } = drawing.scene;
  const { read } = drawing;
  const inWindow = { ...read, window: { ...read.window, xPx: read.window.xPx - window.xPx, yPx: read.window.yPx - window.yPx } };
  drawPixels(canvas, await readPixels(composite, inWindow, ports), read.at.xPx, read.at.yPx);
  return pixelsOf(canvas);
}

/** The base layer alone: image and fill cut to shape, then both together. */
async function drawStraight(
  { size, layer, clips }: Extract<Drawing, { readonly kind: 'straight' }>, { colour, background, isAlphaOnly }: Wanted, ports: DrawPorts,
): Promise<Pixels> {
  const image = layer.image && await (isAlphaOnly ? readAlpha(layer.image, ports) : readImage(layer.image, colour, ports));
  const isCut = clips.length > 0 || layer.clips.length > 0;
  if (image && !image.hasAlpha && background && !isCut && image.widthPx === size.widthPx && image.heightPx === size.heightPx) return image;
  const canvas = openCanvas(size, colour, clips.length === 0 ? background : undefined);
  const own = layer.fill && layer.clips.length > 0 ? openCanvas(size, colour, undefined) : canvas;
  if (layer.fill) fillRect(own, layer.fill.rect, layer.fill.colour);
  const at = layer.image?.at;
  if (image && at) drawPixels(own, own === canvas ? clipPixels(image, layer.clips, at.xPx, at.yPx) : image, at.xPx, at.yPx);
  if (own !== canvas) drawPixels(canvas, clipPixels(pixelsOf(own), layer.clips, 0, 0), 0, 0);
  if (clips.length === 0) return pixelsOf(canvas);
  const shaped = clipPixels(pixelsOf(canvas), clips, 0, 0);
  return background ? flatten(shaped, background) : shaped;
}

/** Works on the part of the view that the composite covers, then cuts the tile out. */
function finish(pixels: Pixels, { operations, area, cut: tile }: Finish): Pixels {
  if (area.widthPx < 1 || area.heightPx < 1) return cut(pixels, tile.xPx, tile.yPx, tile.widthPx, tile.heightPx);
  const covered = cut(pixels, area.xPx, area.yPx, area.widthPx, area.heightPx);
  const done = replaceArea(pixels, operate(covered, operations, 'replicated'), area);
  return cut(done, tile.xPx, tile.yPx, tile.widthPx, tile.heightPx);
}

function replaceArea(pixels: Pixels, part: Pixels, { xPx, yPx }: Finish['area']): Pixels {
  if (part.widthPx === pixels.widthPx && part.heightPx === pixels.heightPx) return part;
  const components = pixels.samples.length / (pixels.widthPx * pixels.heightPx);
  const samples = (pixels.samples as Uint8Array).slice();
  const rowLength = part.widthPx * components;
  for (let row = 0; row < part.heightPx; row++) {
    samples.set((part.samples as Uint8Array).subarray(row * rowLength, (row + 1) * rowLength), ((yPx + row) * pixels.widthPx + xPx) * components);
  }
  return { ...pixels, samples };
}

function flatten(pixels: Pixels, background: Colour): Pixels {
  const canvas = openCanvas(pixels, pixels.colour, background);
  drawPixels(canvas, pixels, 0, 0);
  return pixelsOf(canvas);
}

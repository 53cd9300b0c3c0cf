import type { ColourSpace, OpenFont, Pixels } from '#ports';
import { blendPixels } from '../steps/blend.ts';
import { fillRect, openCanvas, pixelsOf, wholeOf, type Canvas } from '../steps/canvas.ts';
import { clipPixels } from '../steps/clip.ts';
import { convertPixels } from '../steps/convert.ts';
import { maskPixels } from '../steps/mask.ts';
import { operate } from '../steps/operate.ts';
import { alphaOf, withAlpha } from '../steps/planes.ts';
import { turnPixels } from '../steps/rotate.ts';
import { drawText } from '../steps/text.ts';
import type { Size } from '../size/types.ts';
import type { Foreground, SceneLayer, TextForeground } from '../types.ts';
import { readImage, readPixels, type DrawNested, type DrawPorts } from './read.ts';

/** Draws one layer up to its clipping. @param opacity Of the foreground, 0..1. @returns its frame, with alpha.
 *  @source delivery, §2.2 */
export async function drawLayer(layer: SceneLayer, colour: ColourSpace, opacity: number, drawNested: DrawNested, ports: DrawPorts): Promise<Pixels> {
  const inner = await drawInner(layer, colour, opacity, drawNested, ports);
  const turned = inner && layer.turn ? turnPixels(inner, layer.turn) : inner;
  if (turned && !layer.fill && covers(turned, layer.innerAt, layer.frame)) return clipPixels(turned, layer.clips, layer.frame.xPx, layer.frame.yPx);
  const frame = openCanvas(layer.frame, colour, undefined);
  if (layer.fill) fillRect(frame, wholeOf(layer.frame), layer.fill);
  if (turned) over(frame, turned, layer.innerAt.xPx, layer.innerAt.yPx, 1);
  return clipPixels(pixelsOf(frame), layer.clips, layer.frame.xPx, layer.frame.yPx);
}

/** The pixels before they are turned: foreground, masked and worked on, over its colour. */
async function drawInner(layer: SceneLayer, colour: ColourSpace, opacity: number, drawNested: DrawNested, ports: DrawPorts): Promise<Pixels | undefined> {
  const { foreground, inner, under } = layer;
  if (foreground.kind === 'nothing' && under === undefined) return undefined;
  const masked = maskPixels(await drawForeground(foreground, inner, colour, drawNested, ports), await readMask(layer, drawNested, ports), layer.maskUse);
  // What is blurred or shrunk at its edges gets alpha there.
  const worked = layer.operations.length === 0 ? masked : operate(withAlpha(masked), layer.operations, 'nothing');
  if (under === undefined && opacity === 1) return worked;
  const mixed = openCanvas(inner, colour, undefined);
  if (under) fillRect(mixed, wholeOf(inner), under);
  over(mixed, worked, 0, 0, opacity);
  return pixelsOf(mixed);
}

async function drawForeground(foreground: Foreground, inner: Size, colour: ColourSpace, drawNested: DrawNested, ports: DrawPorts): Promise<Pixels> {
  if (foreground.kind === 'image' || foreground.kind === 'drawing') {
    const pixels = convertPixels(await read(foreground, colour, drawNested, ports), colour);
    if (covers(pixels, foreground.read.at, inner)) return pixels;
    const canvas = openCanvas(inner, colour, undefined);
    over(canvas, pixels, foreground.read.at.xPx, foreground.read.at.yPx, 1);
    return pixelsOf(canvas);
  }
  const canvas = openCanvas(inner, colour, undefined);
  if (foreground.kind === 'text') drawText(canvas, foreground, await openFonts(foreground, ports));
  else if (foreground.kind === 'solid') fillRect(canvas, wholeOf(inner), foreground.colour);
  return pixelsOf(canvas);
}

/** Do pixels lie exactly where everything is? */
function covers(pixels: Size, at: { readonly xPx: number; readonly yPx: number }, size: Size): boolean {
  return at.xPx === 0 && at.yPx === 0 && pixels.widthPx === size.widthPx && pixels.heightPx === size.heightPx;
}

async function openFonts({ runs }: TextForeground, { blobs, fonts }: DrawPorts): Promise<ReadonlyMap<string, OpenFont>> {
  const ids = [...new Set(runs.map(({ run }) => run.blobId))];
  return new Map(await Promise.all(ids.map(async (id) => [id, await fonts.open(await blobs.localFile(id))] as const)));
}

async function read(foreground: NonNullable<SceneLayer['mask']>, colour: ColourSpace, drawNested: DrawNested, ports: DrawPorts): Promise<Pixels> {
  if (foreground.kind === 'image') return readImage(foreground.read, colour, ports);
  return readPixels(await drawNested(foreground.drawing, colour), foreground.read, ports);
}

/** Alpha of the mask image if it has one, else its gray. Beyond the mask image nothing shows. */
async function readMask({ mask, inner }: SceneLayer, drawNested: DrawNested, ports: DrawPorts): Promise<Uint8Array | undefined> {
  if (!mask) return undefined;
  const pixels = convertPixels(await read(mask, 'gray', drawNested, ports), 'gray');
  const isOpaque = !pixels.hasAlpha || (mask.kind === 'drawing' && alphaOf(pixels).every((alpha) => alpha === 255));
  const canvas = openCanvas(inner, 'gray', undefined);
  const values = isOpaque ? valuesOf(pixels) : alphaOf(pixels);
  const samples = new Uint8Array(values.length * 2);
  for (let pixel = 0; pixel < values.length; pixel++) samples[pixel * 2 + 1] = values[pixel]!;
  over(canvas, { ...pixels, hasAlpha: true, samples }, mask.read.at.xPx, mask.read.at.yPx, 1);
  return alphaOf(pixelsOf(canvas));
}

function valuesOf({ samples, hasAlpha }: Pixels): Uint8Array {
  return hasAlpha ? (samples as Uint8Array).filter((_, at) => at % 2 === 0) : samples as Uint8Array;
}

function over(canvas: Canvas, pixels: Pixels, xPx: number, yPx: number, opacity: number): void {
  blendPixels(canvas, pixels, { xPx, yPx, mode: 'norm', opacity, origin: { xPx: 0, yPx: 0 } });
}

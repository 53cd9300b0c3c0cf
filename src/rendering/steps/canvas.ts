import type { ColourSpace, PixelRect, Pixels } from '#ports';
import { convertColour, type Colour } from '../values/colour.ts';
import type { Size } from '../size/types.ts';
import { componentsOf } from './convert.ts';

/** Pixels being composed, in the pixel type of the reply, always 8 bit; alpha, where there is any, not premultiplied. */
export type Canvas = { readonly size: Size; readonly colour: ColourSpace; readonly hasAlpha: boolean; readonly samples: Uint8Array };

/** @param background Undefined: transparent, and the canvas has alpha. */
export function openCanvas(size: Size, colour: ColourSpace, background: Colour | undefined): Canvas {
  const components = componentsOf[colour] + (background ? 0 : 1);
  const samples = new Uint8Array(size.widthPx * size.heightPx * components);
  const canvas = { size, colour, hasAlpha: background === undefined, samples };
  if (background) fillRows(canvas, wholeOf(size), convertColour(background, colour).components);
  return canvas;
}

/** Fills a rectangle that lies in the canvas, mixing with what is there where the colour is not opaque. */
export function fillRect(canvas: Canvas, rect: PixelRect, colour: Colour): void {
  if (rect.widthPx < 1 || rect.heightPx < 1) return;
  const { components, alpha } = convertColour(colour, canvas.colour);
  if (alpha === 255) fillRows(canvas, rect, canvas.hasAlpha ? [...components, 255] : components);
  else {
    const line = new Uint8Array(rect.widthPx * (components.length + 1));
    for (let at = 0; at < line.length; at += components.length + 1) line.set([...components, alpha], at);
    for (let row = 0; row < rect.heightPx; row++) mixRow(canvas, rect.xPx, rect.yPx + row, line, rect.widthPx);
  }
}

/** Draws pixels of the canvas' own type that lie wholly in it. */
export function drawPixels(canvas: Canvas, pixels: Pixels, xPx: number, yPx: number): void {
  const { widthPx, heightPx, samples } = pixels;
  const rowLength = samples.length / heightPx;
  const isCopied = !pixels.hasAlpha && !canvas.hasAlpha;
  const line = pixels.hasAlpha ? undefined : new Uint8Array(widthPx * (componentsOf[canvas.colour] + 1)).fill(255);
  for (let row = 0; row < heightPx; row++) {
    const source = (samples as Uint8Array).subarray(row * rowLength, (row + 1) * rowLength);
    if (isCopied) canvas.samples.set(source, placeOf(canvas, xPx, yPx + row));
    else mixRow(canvas, xPx, yPx + row, line ? withOpaqueAlpha(source, line, componentsOf[canvas.colour]) : source, widthPx);
  }
}

/** Lays a row with alpha over the canvas. @source delivery, §3.5 `norm` */
function mixRow(canvas: Canvas, xPx: number, yPx: number, row: Uint8Array, widthPx: number): void {
  const colours = componentsOf[canvas.colour];
  const step = colours + (canvas.hasAlpha ? 1 : 0);
  const { samples } = canvas;
  for (let pixel = 0, at = 0, put = placeOf(canvas, xPx, yPx); pixel < widthPx; pixel++, at += colours + 1, put += step) {
    const alpha = row[at + colours]!;
    if (alpha === 0) continue;
    const under = canvas.hasAlpha ? samples[put + colours]! : 255;
    const isReplaced = alpha === 255 || under === 0;
    const sum = alpha + under - (alpha * under) / 255;
    for (let component = 0; component < colours; component++) {
      const over = row[at + component]!;
      samples[put + component] = isReplaced ? over
        : (over * alpha + (samples[put + component]! * under * (255 - alpha)) / 255) / sum + 0.5;
    }
    if (canvas.hasAlpha) samples[put + colours] = sum + 0.5;
  }
}

function withOpaqueAlpha(source: Uint8Array, line: Uint8Array, colours: number): Uint8Array {
  for (let at = 0, put = 0; at < source.length; at += colours, put += colours + 1) {
    for (let component = 0; component < colours; component++) line[put + component] = source[at + component]!;
  }
  return line;
}

function fillRows(canvas: Canvas, rect: PixelRect, components: readonly number[]): void {
  const line = new Uint8Array(rect.widthPx * components.length);
  for (let at = 0; at < line.length; at += components.length) line.set(components, at);
  for (let row = 0; row < rect.heightPx; row++) canvas.samples.set(line, placeOf(canvas, rect.xPx, rect.yPx + row));
}

function placeOf(canvas: Canvas, xPx: number, yPx: number): number {
  return (yPx * canvas.size.widthPx + xPx) * (componentsOf[canvas.colour] + (canvas.hasAlpha ? 1 : 0));
}

/** What has been drawn so far. */
export function pixelsOf({ size: { widthPx, heightPx }, colour, hasAlpha, samples }: Canvas): Pixels {
  return { widthPx, heightPx, colour, hasAlpha, bitsPerComponent: 8, samples };
}

export function wholeOf(size: Size): PixelRect {
  return { xPx: 0, yPx: 0, widthPx: size.widthPx, heightPx: size.heightPx };
}

import { compose, openPixelCoverage, transformPath, type Affine, type Path } from '#formats';
import type { OpenFont, PixelRect, Pixels } from '#ports';
import { drawable } from '../paths/embedded.ts';
import { contoursOf, directionOf, glyphAffine } from '../text/outline.ts';
import type { TextForeground } from '../types.ts';
import { convertColour, type Colour } from '../values/colour.ts';
import { blendPixels } from './blend.ts';
import type { Canvas } from './canvas.ts';
import { componentsOf } from './convert.ts';

/** Draws glyphs and rules. @param fonts By blob. */
export function drawText(canvas: Canvas, text: TextForeground, fonts: ReadonlyMap<string, OpenFont>): void {
  for (const { run, colour } of text.runs) {
    const font = fonts.get(run.blobId)!;
    for (const { glyph, xPx, yPx } of run.glyphs) {
      const affine = compose(glyphAffine(run, font.unitsPerEm, xPx, yPx), text.toInner);
      const contours = contoursOf(font.outline(glyph), affine);
      const boldPx = run.boldPx * Math.abs(text.toInner[0]);
      if (contours.length > 0) drawContours(canvas, contours, boldPx, colour, text.isCrisp);
    }
  }
  for (const { rule, colour } of text.rules) {
    const { xPx, yPx, widthPx, heightPx } = rule;
    const corner = (x: number, y: number) => ({ x, y, xIn: x, yIn: y, xOut: x, yOut: y });
    const knots = [corner(xPx, yPx), corner(xPx + widthPx, yPx), corner(xPx + widthPx, yPx + heightPx), corner(xPx, yPx + heightPx)];
    drawContours(canvas, [transformPath({ isInverted: false, subpaths: [{ isClosed: true, knots }] }, text.toInner)], 0, colour, text.isCrisp);
  }
}

/** Fills contours by the non-zero rule: inner ones run the other way round and take away. */
function drawContours(canvas: Canvas, contours: readonly Path[], boldPx: number, colour: Colour, isCrisp: boolean): void {
  const area = areaOf(canvas, contours, boldPx);
  if (!area) return;
  const { xPx, yPx, widthPx, heightPx } = area;
  const count = widthPx * heightPx;
  const filled = new Uint8Array(count);
  for (const shift of boldPx > 0 ? [0, boldPx / 2, boldPx] : [0]) {
    const winding = new Int16Array(count);
    for (const contour of contours) {
      const affine: Affine = [1, 0, 0, 1, shift - xPx, -yPx];
      const covered = drawable(() => openPixelCoverage(transformPath(contour, affine), widthPx, heightPx).rows(heightPx));
      const direction = directionOf(contour);
      for (let pixel = 0; pixel < count; pixel++) winding[pixel] = winding[pixel]! + direction * covered[pixel]!;
    }
    for (let pixel = 0; pixel < count; pixel++) filled[pixel] = Math.max(filled[pixel]!, Math.min(255, Math.abs(winding[pixel]!)));
  }
  blendPixels(canvas, painted(canvas, area, filled, colour, isCrisp), { xPx, yPx, mode: 'norm', opacity: colour.alpha / 255, origin: { xPx: 0, yPx: 0 } });
}

function painted(canvas: Canvas, { widthPx, heightPx }: PixelRect, filled: Uint8Array, colour: Colour, isCrisp: boolean): Pixels {
  const { components } = convertColour(colour, canvas.colour);
  const step = componentsOf[canvas.colour] + 1;
  const samples = new Uint8Array(filled.length * step);
  for (let pixel = 0, at = 0; pixel < filled.length; pixel++, at += step) {
    if (filled[pixel] === 0) continue;
    samples.set(components, at);
    samples[at + step - 1] = isCrisp ? (filled[pixel]! >= 128 ? 255 : 0) : filled[pixel]!;
  }
  return { widthPx, heightPx, colour: canvas.colour, hasAlpha: true, bitsPerComponent: 8, samples };
}

/** Whole pixels of the canvas that contours can touch. */
function areaOf({ size }: Canvas, contours: readonly Path[], boldPx: number): PixelRect | undefined {
  const knots = contours.flatMap(({ subpaths }) => subpaths.flatMap((one) => one.knots));
  const xs = knots.flatMap(({ x, xIn, xOut }) => [x, xIn, xOut]);
  const ys = knots.flatMap(({ y, yIn, yOut }) => [y, yIn, yOut]);
  const [xPx, yPx] = [Math.max(0, Math.floor(least(xs))), Math.max(0, Math.floor(least(ys)))];
  const widthPx = Math.min(size.widthPx, Math.ceil(most(xs) + boldPx)) - xPx;
  const heightPx = Math.min(size.heightPx, Math.ceil(most(ys))) - yPx;
  return widthPx > 0 && heightPx > 0 ? { xPx, yPx, widthPx, heightPx } : undefined;
}

function least(values: readonly number[]): number {
  return values.reduce((smallest, value) => Math.min(smallest, value), Infinity);
}

function most(values: readonly number[]): number {
  return values.reduce((largest, value) => Math.max(largest, value), -Infinity);
}

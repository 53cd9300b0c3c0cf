import type { Knot, Path, SubPath } from '#formats';
import { photoshopResource } from './images.ts';

/** A sub-path of straight lines through these points. */
export function polygon(...points: readonly (readonly [number, number])[]): SubPath {
  return { isClosed: true, knots: points.map(([x, y]) => corner(x, y)) };
}

export function corner(x: number, y: number): Knot {
  return { xIn: x, yIn: y, x, y, xOut: x, yOut: y };
}

export function rectangle(left: number, top: number, right: number, bottom: number): SubPath {
  return polygon([left, top], [right, top], [right, bottom], [left, bottom]);
}

/** Four quarter circles; within 0.03 % of a true circle. */
export function circle(x: number, y: number, radius: number): SubPath {
  const handle = radius * 0.5522847498;
  const at = (dx: number, dy: number): Knot => ({
    x: x + dx * radius, y: y + dy * radius, xIn: x + dx * radius + dy * handle, yIn: y + dy * radius - dx * handle,
    xOut: x + dx * radius - dy * handle, yOut: y + dy * radius + dx * handle,
  });
  return { isClosed: true, knots: [at(1, 0), at(0, 1), at(-1, 0), at(0, -1)] };
}

export function pathOf(...subpaths: readonly SubPath[]): Path {
  return { isInverted: false, subpaths };
}

/** Resource 2999 as Photoshop writes it: the name, a flatness of 1, a fill rule. */
export function clippingNameResource(name: string): Buffer {
  const text = Buffer.from(name, 'latin1');
  return photoshopResource(2999, '', Buffer.concat([Buffer.of(text.length), text, Buffer.of(0, 1, 0, 0, 0, 1)]));
}

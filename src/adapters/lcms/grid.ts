import type { ColourConversion } from '#ports';
import { largestOf, type Kernel } from './kernel.ts';
import { componentsOf, type Sampler } from './library.ts';
import { lightTarget, plainTarget } from './target.ts';

/** Nodes along each axis. Largest differences from the library (ΔE2000, 16 bits, Ghostscript's CMYK profile and a compact CGATS
 *  one, 2026-11-25): CMYK to sRGB 0.9 with 17, 0.4 with 23; sRGB to CMYK 0.9 with 33, 0.5 with 49. 280 and 118 thousand colours. */
const nodesOf = { 3: 49, 4: 23 } as const;

/** Positions and weights have 12 bits below the node: with results of 16 bits a product stays below 2^30. */
const fractionBits = 12;
const whole = 1 << fractionBits;
const fractionMask = whole - 1;

/** A fraction and the step of its axis travel in one number while the fractions are put in order. */
const stepBits = 18;
const stepMask = (1 << stepBits) - 1;

/** The library's answers on an even grid. */
type Grid = {
  /** Fixed-point place on an axis of every input sample. */
  readonly places: Int32Array;
  /** Output components together, last axis fastest; 0..65535, or beyond. */
  readonly nodes: Int32Array;
  /** Distance in `nodes` of neighbours along each axis. */
  readonly steps: readonly number[];
  readonly outputs: number;
  /** Sample of the output's depth for each of 0..65535. */
  readonly answers: Uint8Array | Uint16Array;
};

/** From RGB or CMYK through anything: the library is asked on a grid once; between its nodes the simplex around the colour
 *  (a tetrahedron, in four dimensions its like) is interpolated.
 *  @source Kasson, Nin, Plouffe, Hafner: "Performing color space conversions with three-dimensional linear interpolation" (1995) */
export function gridKernel(conversion: ColourConversion, sampler: Sampler): Kernel {
  const axes = componentsOf[conversion.from.colour] as 3 | 4;
  const grid = sampleGrid(conversion, sampler, axes);
  if (axes === 4) return (from, to) => interpolateFour(grid, from, to);
  return (from, to) => interpolateThree(grid, from, to);
}

function sampleGrid(conversion: ColourConversion, sampler: Sampler, axes: 3 | 4): Grid {
  const count = nodesOf[axes];
  const outputs = componentsOf[conversion.to.colour];
  const steps = Array.from({ length: axes }, (_, axis) => outputs * count ** (axes - 1 - axis));
  const colours = gridColours(axes, count);
  const target = lightTarget(conversion, sampler, colours) ?? plainTarget(conversion, sampler, colours);
  // At the last node the fraction is 0 and the next one, which is not there, is read with weight 0.
  const nodes = new Int32Array(target.nodes.length + steps.reduce((sum, step) => sum + step, outputs));
  for (let at = 0; at < target.nodes.length; at++) nodes[at] = Math.round(target.nodes[at]!);
  const largest = largestOf(conversion.from);
  const places = Int32Array.from({ length: largest + 1 }, (_, sample) => Math.round((sample * (count - 1) * whole) / largest));
  return { places, nodes, steps, outputs, answers: target.answers };
}

/** Every node of an even grid at 16 bits, last axis fastest. */
function gridColours(axes: number, count: number): Uint16Array {
  const colours = new Uint16Array(count ** axes * axes);
  for (let at = 0, node = 0; at < colours.length; node++) {
    for (let axis = axes - 1, rest = node; axis >= 0; axis--, rest = Math.floor(rest / count)) {
      colours[at + axis] = Math.round(((rest % count) * 65_535) / (count - 1));
    }
    at += axes;
  }
  return colours;
}

function interpolateThree({ places, nodes, steps, outputs, answers }: Grid, from: Uint8Array | Uint16Array, to: Uint8Array | Uint16Array): void {
  const [stepA = 0, stepB = 0, stepC = 0] = steps;
  for (let at = 0, put = 0; at < from.length; at += 3) {
    const placeA = places[from[at]!]!;
    const placeB = places[from[at + 1]!]!;
    const placeC = places[from[at + 2]!]!;
    const corner = Math.imul(placeA >> fractionBits, stepA) + Math.imul(placeB >> fractionBits, stepB) + Math.imul(placeC >> fractionBits, stepC);
    let a = ((placeA & fractionMask) << stepBits) | stepA;
    let b = ((placeB & fractionMask) << stepBits) | stepB;
    let c = ((placeC & fractionMask) << stepBits) | stepC;
    if (a < b) { const turned = a; a = b; b = turned; }
    if (b < c) { const turned = b; b = c; c = turned; }
    if (a < b) { const turned = a; a = b; b = turned; }
    const first = corner + (a & stepMask);
    const second = first + (b & stepMask);
    const last = second + (c & stepMask);
    a >>= stepBits;
    b >>= stepBits;
    c >>= stepBits;
    for (let output = 0; output < outputs; output++) {
      const sample = (Math.imul(whole - a, nodes[corner + output]!) + Math.imul(a - b, nodes[first + output]!)
        + Math.imul(b - c, nodes[second + output]!) + Math.imul(c, nodes[last + output]!) ) >> fractionBits;
      to[put++] = answers[sample < 0 ? 0 : sample > 65_535 ? 65_535 : sample]!;
    }
  }
}

function interpolateFour({ places, nodes, steps, outputs, answers }: Grid, from: Uint8Array | Uint16Array, to: Uint8Array | Uint16Array): void {
  const [stepA = 0, stepB = 0, stepC = 0, stepD = 0] = steps;
  for (let at = 0, put = 0; at < from.length; at += 4) {
    const placeA = places[from[at]!]!;
    const placeB = places[from[at + 1]!]!;
    const placeC = places[from[at + 2]!]!;
    const placeD = places[from[at + 3]!]!;
    const corner = Math.imul(placeA >> fractionBits, stepA) + Math.imul(placeB >> fractionBits, stepB)
      + Math.imul(placeC >> fractionBits, stepC) + Math.imul(placeD >> fractionBits, stepD);
    let a = ((placeA & fractionMask) << stepBits) | stepA;
    let b = ((placeB & fractionMask) << stepBits) | stepB;
    let c = ((placeC & fractionMask) << stepBits) | stepC;
    let d = ((placeD & fractionMask) << stepBits) | stepD;
    if (a < b) { const turned = a; a = b; b = turned; }
    if (c < d) { const turned = c; c = d; d = turned; }
    if (a < c) { const turned = a; a = c; c = turned; }
    if (b < d) { const turned = b; b = d; d = turned; }
    if (b < c) { const turned = b; b = c; c = turned; }
    const first = corner + (a & stepMask);
    const second = first + (b & stepMask);
    const third = second + (c & stepMask);
    const last = third + (d & stepMask);
    a >>= stepBits;
    b >>= stepBits;
    c >>= stepBits;
    d >>= stepBits;
    for (let output = 0; output < outputs; output++) {
      const sample = (Math.imul(whole - a, nodes[corner + output]!) + Math.imul(a - b, nodes[first + output]!)
        + Math.imul(b - c, nodes[second + output]!) + Math.imul(c - d, nodes[third + output]!) + Math.imul(d, nodes[last + output]!) ) >> fractionBits;
      to[put++] = answers[sample < 0 ? 0 : sample > 65_535 ? 65_535 : sample]!;
    }
  }
}

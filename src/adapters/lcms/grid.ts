import type { ColourConversion } from '#ports';
import { largestOf, type Kernel } from './kernel.ts';
import { componentsOf, type Sampler } from './library.ts';
import { fractionBits, type Grid, type Loops } from './loops.ts';
import { lightTarget, plainTarget } from './target.ts';

/** Nodes along each axis. Largest differences from the library (ΔE2000, 16 bits, Ghostscript's CMYK profile and a compact CGATS
 *  one, 2026-11-25): CMYK to sRGB 0.9 with 17, 0.4 with 23; sRGB to CMYK 0.9 with 33, 0.5 with 49. 280 and 118 thousand colours. */
const nodesOf = { 3: 49, 4: 23 } as const;

/** From RGB or CMYK through anything: the library is asked on a grid once; between its nodes the simplex around the colour
 *  (a tetrahedron, in four dimensions its like) is interpolated.
 *  @source Kasson, Nin, Plouffe, Hafner: "Performing color space conversions with three-dimensional linear interpolation" (1995) */
export function gridKernel(conversion: ColourConversion, sampler: Sampler, loops: Loops): Kernel {
  return loops.grid(sampleGrid(conversion, sampler, componentsOf[conversion.from.colour] as 3 | 4));
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
  const places = Int32Array.from({ length: largest + 1 }, (_, sample) => Math.round((sample * (count - 1) * 2 ** fractionBits) / largest));
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

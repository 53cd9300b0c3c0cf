import { readShaper, type Shaper } from '#formats';
import type { ColourConversion } from '#ports';
import { largestOf, type Kernel } from './kernel.ts';
import type { Sampler } from './library.ts';
import type { Loops } from './loops.ts';
import { answersOf, answerTo, areEqual, inverseOf, perCurve } from './target.ts';

/** Light is looked up by its square root, whose steps are about even to the eye and never larger than half a sample at 16 bits,
 *  1/64 at 8; few enough at 8 bits to stay in the nearest cache. */
const rootSteps = { 255: 2 ** 14, 65_535: 2 ** 16 } as const;

/** A pair of profiles without tables: curve, matrix, curve. Unlike a grid it is exact where colours leave the target.
 *  @returns undefined when a profile is of another kind, or when the library comes to other results (an intent or a black
 *    point that moves white or black). */
export function shaperKernel(conversion: ColourConversion, sampler: Sampler, loops: Loops): Kernel | undefined {
  const { from, to } = conversion;
  const [source, target] = [readShaper(from.profile), readShaper(to.profile)];
  const matrix = source && target && matrixOf(source, target);
  if (!source || !target || !matrix) return undefined;
  const exact = { source, target, matrix };
  if (!agrees(exact, from.colour, sampler)) return undefined;
  const full = (rootSteps[largestOf(to)] - 1) ** 2;
  const lights = perCurve(source.curves, (curve) => lightTable(curve, largestOf(from), full));
  const answers = perCurve(target.curves, (curve) => answerTable(curve, largestOf(to)));
  return loops.shaper({ lights, matrix, answers });
}

type Exact = { readonly source: Shaper; readonly target: Shaper; readonly matrix: readonly number[] };

/** Light of the source to light of the target, by rows: nine numbers, or three when the target is gray. */
function matrixOf(source: Shaper, target: Shaper): readonly number[] | undefined {
  if (!source.toXyz) return undefined;
  if (!target.toXyz) return source.toXyz.slice(3, 6);
  const inverse = inverseOf(target.toXyz);
  return inverse && Array.from({ length: 9 }, (_, place) => {
    const [row, column] = [Math.floor(place / 3) * 3, place % 3];
    return [0, 1, 2].reduce((sum, index) => sum + inverse[row + index]! * source.toXyz![index * 3 + column]!, 0);
  });
}

/** Compares a lattice of colours, the gray axis among them, with what the library says. */
function agrees({ source, target, matrix }: Exact, colour: 'gray' | 'rgb' | 'cmyk', sampler: Sampler): boolean {
  if (colour !== 'rgb') return false;
  const nodes = 9;
  const colours = Uint16Array.from({ length: nodes ** 3 * 3 }, (_, at) =>
    (Math.floor(Math.floor(at / 3) / nodes ** (2 - (at % 3))) % nodes) * (65_535 / (nodes - 1)));
  const outputs = matrix.length / 3;
  const answers = perCurve(target.curves, (curve) => answersOf(curve));
  const ours: number[] = [];
  for (let at = 0; at < colours.length; at += 3) {
    const [r = 0, g = 0, b = 0] = [0, 1, 2].map((component) => source.curves[component]![colours[at + component]!]!);
    for (let output = 0; output < outputs; output++) {
      const [a = 0, c = 0, d = 0] = matrix.slice(output * 3, output * 3 + 3);
      ours.push(answerTo(answers[output]!, a * r + c * g + d * b));
    }
  }
  return areEqual(ours, sampler.sample(colours));
}

/** Light of every sample of a depth. @param full How full light counts. */
function lightTable(curve: Float64Array, largest: number, full: number): Float64Array {
  return Float64Array.from({ length: largest + 1 }, (_, sample) => curve[(sample * 65_535) / largest]! * full);
}

/** Sample of the target's depth for each root of light. */
function answerTable(curve: Float64Array, largest: 255 | 65_535): Uint8Array | Uint16Array {
  const steps = rootSteps[largest];
  const answers = answersOf(curve, steps, (step) => (step / (steps - 1)) ** 2);
  const samples = answers.map((answer) => (answer * largest) / 65_535 + 0.5);
  return largest === 255 ? Uint8Array.from(samples) : Uint16Array.from(samples);
}

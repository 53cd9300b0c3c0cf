import { curveLength, readShaper, type Shaper } from '#formats';
import type { ColourConversion } from '#ports';
import { largestOf, type Kernel } from './kernel.ts';
import { componentsOf, type Sampler } from './library.ts';
import { answersOf, answerTo, areEqual, inverseOf, perCurve } from './target.ts';

/** Light is counted in steps of 1/65535 where it is looked up: at 8 bits a quarter of a sample in the darkest sRGB. */
const lightScale = curveLength - 1;

/** A pair of profiles without tables: curve, matrix, curve. Unlike a grid it is exact where colours leave the target.
 *  @returns undefined when a profile is of another kind, or when the library comes to other results (an intent or a black
 *    point that moves white or black). */
export function shaperKernel(conversion: ColourConversion, sampler: Sampler): Kernel | undefined {
  const { from, to } = conversion;
  const [source, target] = [readShaper(from.profile), readShaper(to.profile)];
  const matrix = source && target && matrixOf(source, target);
  if (!source || !target || !matrix) return undefined;
  const exact = { source, target, matrix };
  if (!agrees(exact, from.colour, sampler)) return undefined;
  const lights = perCurve(source.curves, (curve) => lightTable(curve, largestOf(from)));
  const answers = perCurve(target.curves, (curve) => answerTable(curve, largestOf(to)));
  return to.colour === 'gray' ? toGray(lights, matrix, answers[0]!) : toRgb(lights, matrix, answers);
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
  const answers = perCurve(target.curves, answersOf);
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

/** Light of every sample of a depth, on the scale of `answerTable`. */
function lightTable(curve: Float64Array, largest: number): Float64Array {
  return Float64Array.from({ length: largest + 1 }, (_, sample) => curve[(sample * 65_535) / largest]! * lightScale);
}

/** Sample of the target's depth for each step of light. */
function answerTable(curve: Float64Array, largest: number): Uint8Array | Uint16Array {
  const table = new (largest === 255 ? Uint8Array : Uint16Array)(lightScale + 1);
  answersOf(curve).forEach((answer, step) => { table[step] = (answer * largest) / 65_535 + 0.5; });
  return table;
}

function toRgb(lights: readonly Float64Array[], matrix: readonly number[], answers: readonly (Uint8Array | Uint16Array)[]): Kernel {
  const [lightR, lightG, lightB] = lights as [Float64Array, Float64Array, Float64Array];
  const [answerR, answerG, answerB] = answers as [Uint8Array, Uint8Array, Uint8Array];
  const [m0 = 0, m1 = 0, m2 = 0, m3 = 0, m4 = 0, m5 = 0, m6 = 0, m7 = 0, m8 = 0] = matrix;
  return (from, to) => {
    for (let at = 0; at < from.length; at += 3) {
      const r = lightR[from[at]!]!;
      const g = lightG[from[at + 1]!]!;
      const b = lightB[from[at + 2]!]!;
      const x = m0 * r + m1 * g + m2 * b + 0.5;
      const y = m3 * r + m4 * g + m5 * b + 0.5;
      const z = m6 * r + m7 * g + m8 * b + 0.5;
      to[at] = answerR[x < 0 ? 0 : x > lightScale ? lightScale : x | 0]!;
      to[at + 1] = answerG[y < 0 ? 0 : y > lightScale ? lightScale : y | 0]!;
      to[at + 2] = answerB[z < 0 ? 0 : z > lightScale ? lightScale : z | 0]!;
    }
  };
}

function toGray(lights: readonly Float64Array[], matrix: readonly number[], answers: Uint8Array | Uint16Array): Kernel {
  const [lightR, lightG, lightB] = lights as [Float64Array, Float64Array, Float64Array];
  const [m0 = 0, m1 = 0, m2 = 0] = matrix;
  const write = componentsOf.gray;
  return (from, to) => {
    for (let at = 0, put = 0; at < from.length; at += 3, put += write) {
      const y = m0 * lightR[from[at]!]! + m1 * lightG[from[at + 1]!]! + m2 * lightB[from[at + 2]!]! + 0.5;
      to[put] = answers[y < 0 ? 0 : y > lightScale ? lightScale : y | 0]!;
    }
  };
}

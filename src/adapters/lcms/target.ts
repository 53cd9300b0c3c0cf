import { readShaper } from '#formats';
import type { ColourConversion } from '#ports';
import { narrowed } from './kernel.ts';
import { componentsOf, type Sampler } from './library.ts';

/** The largest difference from the library that is put down to rounding: a third of an 8-bit sample. */
const tolerance = 90;

/** Nine numbers by rows, or undefined where there is no inverse. */
export function inverseOf([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0]: readonly number[]): readonly number[] | undefined {
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  if (!(Math.abs(determinant) > 1e-6)) return undefined;
  return [e * i - f * h, c * h - b * i, b * f - c * e, f * g - d * i, a * i - c * g, c * d - a * f, d * h - e * g, b * g - a * h, a * e - b * d]
    .map((minor) => minor / determinant);
}

/** A tone curve turned round: for each step the 16-bit sample, between samples where it must be, that gives its light.
 *  @param lightOf 0..1, rising; without it light is step / (steps − 1). */
export function answersOf(curve: Float64Array, steps = curve.length, lightOf = (step: number): number => step / (steps - 1)): Float64Array {
  const last = curve.length - 1;
  let sample = 0;
  return Float64Array.from({ length: steps }, (_, step) => {
    const light = lightOf(step);
    while (sample < last && curve[sample + 1]! <= light) sample++;
    const rise = sample < last ? curve[sample + 1]! - curve[sample]! : 0;
    return sample + (rise > 0 ? Math.max(0, (light - curve[sample]!) / rise) : 0);
  });
}

/** The answer to any light, never outside 0..65535. @param answers From `answersOf`. */
export function answerTo(answers: Float64Array, light: number): number {
  const last = answers.length - 1;
  const place = light * last;
  if (!(place > 0)) return answers[0]!;
  if (place >= last) return answers[last]!;
  const step = Math.floor(place);
  return answers[step]! + (answers[step + 1]! - answers[step]!) * (place - step);
}

/** Whether two lists of 16-bit samples differ by no more than rounding. */
export function areEqual(ours: ArrayLike<number>, theirs: Uint16Array): boolean {
  return theirs.every((sample, at) => Math.abs(Math.min(65_535, Math.max(0, ours[at]!)) - sample) <= tolerance);
}

/** What a grid holds and how its numbers become samples of the target. */
export type GridTarget = {
  /** At each node, 0..65535 or beyond. */
  readonly nodes: Float64Array | Uint16Array;
  /** Sample of the target's depth for each of 0..65535. */
  readonly answers: Uint8Array | Uint16Array;
};

/** An RGB target without tables: the grid holds the light of each primary, below none and above full where the target cannot
 *  show a colour, on a scale that is even to the eye. Such a grid has no edge at the limits of the target; one of samples, which
 *  end there, is wrong by up to 1.6 (ΔE2000, CMYK to sRGB).
 *  @returns undefined for other targets, or where the library comes to other results. */
export function lightTarget({ from, to }: ColourConversion, sampler: Sampler, colours: Uint16Array): GridTarget | undefined {
  const target = to.colour === 'rgb' ? readShaper(to.profile) : undefined;
  const inverse = target?.toXyz && inverseOf(target.toXyz);
  // One table for all three: curves of RGB spaces are equal but for calibrated screens.
  if (!target || !inverse || new Set(target.curves).size > 1) return undefined;
  const nodesOf = (some: Uint16Array): Float64Array => {
    const xyz = sampler.sampleXyz(some);
    return Float64Array.from({ length: xyz.length }, (_, at) => {
      const [pixel, row] = [at - (at % 3), (at % 3) * 3];
      return evenFromLight(inverse[row]! * xyz[pixel]! + inverse[row + 1]! * xyz[pixel + 1]! + inverse[row + 2]! * xyz[pixel + 2]!);
    });
  };
  const turned = answersOf(target.curves[0]!);
  const exact = Float64Array.from({ length: 65_536 }, (_, even) => answerTo(turned, lightFromEven(even)));
  const tried = everyOther(colours, componentsOf[from.colour]);
  const ours = nodesOf(tried).map((node) => exact[Math.min(65_535, Math.max(0, Math.round(node)))]!);
  if (!areEqual(ours, sampler.sample(tried))) return undefined;
  return { nodes: nodesOf(colours), answers: narrowed(to, Uint16Array.from(exact, (answer) => answer + 0.5)) };
}

/** Any other target: the grid holds its samples. */
export function plainTarget({ to }: ColourConversion, sampler: Sampler, colours: Uint16Array): GridTarget {
  return { nodes: sampler.sample(colours), answers: narrowed(to, Uint16Array.from({ length: 65_536 }, (_, sample) => sample)) };
}

/** Light, 0..1 and beyond, on an even scale of 0..65535: the curve of sRGB, which begins straight and goes on straight below no
 *  light and above full light. @source IEC 61966-2-1 */
function evenFromLight(light: number): number {
  if (light > 1) return Math.min(2 * 65_535, 65_535 + (light - 1) * 29_000);
  return 65_535 * (light <= 0.0031308 ? Math.max(-0.08, light) * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055);
}

function lightFromEven(even: number): number {
  const sample = even / 65_535;
  return sample <= 0.04045 ? sample / 12.92 : ((sample + 0.055) / 1.055) ** 2.4;
}

/** Some hundreds of the colours, all corners of the grid about evenly. */
function everyOther(colours: Uint16Array, components: number): Uint16Array {
  const pixels = colours.length / components;
  const stride = Math.max(1, Math.floor(pixels / 400));
  const tried = Math.ceil(pixels / stride);
  return Uint16Array.from({ length: tried * components }, (_, at) =>
    colours[Math.floor(at / components) * stride * components + (at % components)]!);
}

/** Makes something of each curve, once of curves that are one. */
export function perCurve<T>(curves: readonly Float64Array[], make: (curve: Float64Array) => T): readonly T[] {
  const made = new Map<Float64Array, T>();
  return curves.map((curve) => {
    const thing = made.get(curve) ?? make(curve);
    made.set(curve, thing);
    return thing;
  });
}

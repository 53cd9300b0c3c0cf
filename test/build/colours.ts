import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ColourSpace, RenderingIntent } from '#ports';

export type Lab = readonly [number, number, number];

const componentsOf = { gray: 1, rgb: 3, cmyk: 4 } as const;
const intents = { perceptual: 0, relative: 1, saturation: 2, absolute: 3 } as const;

/** Little CMS' own command line program, which knows nothing of us: the judge of conversions. */
export const hasTransicc = spawnSync('transicc', ['-i', '*sRGB', '-o', '*sRGB', '-n'], { input: '0 0 0\n' }).status === 0;

/** Converts colours exactly, nothing precalculated. Samples are on a scale of 0..1 on both sides; results are bounded.
 *  @param folder Where the profiles may be written. */
export function judgeConversion(folder: string, from: Uint8Array, to: Uint8Array, colour: { readonly from: ColourSpace; readonly to: ColourSpace },
  samples: readonly number[], options: { readonly intent?: RenderingIntent; readonly isBlackPointCompensated?: boolean } = {}): readonly number[] {
  const { intent = 'relative', isBlackPointCompensated = true } = options;
  const [input, output] = [join(folder, 'judged-from.icc'), join(folder, 'judged-to.icc')];
  writeFileSync(input, from);
  writeFileSync(output, to);
  const flags = ['-i', input, '-o', output, `-t${intents[intent]}`, ...(isBlackPointCompensated ? ['-b'] : []), '-c0', '-n'];
  const scale = (space: ColourSpace): number => (space === 'cmyk' ? 100 : 255);
  return transicc(flags, samples.map((sample) => sample * scale(colour.from)), componentsOf[colour.from])
    .map((sample) => Math.min(1, Math.max(0, sample / scale(colour.to))));
}

/** What samples (0..1) of a profile look like, relative to its white. */
export function labOf(folder: string, profile: Uint8Array, colour: ColourSpace, samples: readonly number[]): readonly Lab[] {
  const path = join(folder, 'judged-lab.icc');
  writeFileSync(path, profile);
  const numbers = transicc(['-i', path, '-o', '*Lab', '-t1', '-c0', '-n'], samples.map((sample) => sample * (colour === 'cmyk' ? 100 : 255)), componentsOf[colour]);
  return Array.from({ length: numbers.length / 3 }, (_, index) => [numbers[index * 3]!, numbers[index * 3 + 1]!, numbers[index * 3 + 2]!]);
}

function transicc(flags: readonly string[], samples: readonly number[], components: number): readonly number[] {
  const lines = Array.from({ length: samples.length / components }, (_, index) => samples.slice(index * components, (index + 1) * components).join(' '));
  const { status, stdout, stderr } = spawnSync('transicc', flags, { input: `${lines.join('\n')}\n`, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`transicc ${flags.join(' ')}: ${stderr}`);
  return stdout.trim().split(/\s+/).map(Number);
}

/** Every combination of evenly spaced samples 0..1, last component fastest. */
export function lattice(components: number, nodes: number): readonly number[] {
  return Array.from({ length: nodes ** components * components }, (_, at) => {
    const [pixel, component] = [Math.floor(at / components), at % components];
    return (Math.floor(pixel / nodes ** (components - 1 - component)) % nodes) / (nodes - 1);
  });
}

/** How different two colours look: 1 is about the least that is seen.
 *  @source Sharma, Wu, Dalal: "The CIEDE2000 color-difference formula" (2005) */
export function deltaE2000([l1, a1, b1]: Lab, [l2, a2, b2]: Lab): number {
  const degrees = Math.PI / 180;
  const meanChroma = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const g = 0.5 * (1 - Math.sqrt(meanChroma ** 7 / (meanChroma ** 7 + 25 ** 7)));
  const [x1, x2] = [a1 * (1 + g), a2 * (1 + g)];
  const [c1, c2] = [Math.hypot(x1, b1), Math.hypot(x2, b2)];
  const hueOf = (x: number, y: number): number => (x === 0 && y === 0 ? 0 : (Math.atan2(y, x) / degrees + 360) % 360);
  const [h1, h2] = [hueOf(x1, b1), hueOf(x2, b2)];
  const turn = c1 * c2 === 0 ? 0 : h2 - h1 > 180 ? h2 - h1 - 360 : h2 - h1 < -180 ? h2 - h1 + 360 : h2 - h1;
  const hueStep = 2 * Math.sqrt(c1 * c2) * Math.sin((turn / 2) * degrees);
  const [l, c] = [(l1 + l2) / 2, (c1 + c2) / 2];
  const h = c1 * c2 === 0 ? h1 + h2 : Math.abs(h1 - h2) <= 180 ? (h1 + h2) / 2 : h1 + h2 < 360 ? (h1 + h2 + 360) / 2 : (h1 + h2 - 360) / 2;
  const t = 1 - 0.17 * Math.cos((h - 30) * degrees) + 0.24 * Math.cos(2 * h * degrees) + 0.32 * Math.cos((3 * h + 6) * degrees)
    - 0.2 * Math.cos((4 * h - 63) * degrees);
  const rotation = -2 * Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7)) * Math.sin(60 * degrees * Math.exp(-(((h - 275) / 25) ** 2)));
  const byLightness = (l2 - l1) / (1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2));
  const byChroma = (c2 - c1) / (1 + 0.045 * c);
  const byHue = hueStep / (1 + 0.015 * c * t);
  return Math.sqrt(byLightness ** 2 + byChroma ** 2 + byHue ** 2 + rotation * byChroma * byHue);
}

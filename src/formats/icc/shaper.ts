import { byteReader, type ByteReader } from '../bytes.ts';

/** Entries of a sampled tone curve: one for each 16-bit sample. */
export const curveLength = 65_536;

/** A profile that is nothing but a tone curve for each component and, for RGB, a matrix: three quarters of all profiles. */
export type Shaper = {
  /** One for gray, three for RGB: light for each of the samples 0..65535, 0..1, never falling. Equal curves are one array. */
  readonly curves: readonly Float64Array[];
  /** RGB: light of the components to XYZ (D50), by rows. Undefined for gray, whose light is Y itself. */
  readonly toXyz: readonly number[] | undefined;
};

type Tags = ReadonlyMap<string, { readonly at: number; readonly sizeBytes: number }>;

/** Reads the matrix and the curves; undefined when the profile also has tables, works in Lab, or cannot be read in full.
 *  Never throws. @source ICC.1:2022 §8.3 to §8.5, §10.6 "curveType", §10.18 "parametricCurveType" */
export function readShaper(profile: Uint8Array): Shaper | undefined {
  try {
    return shaperOf(byteReader(profile, 'big', 'ICC profile'));
  } catch {
    return undefined;
  }
}

function shaperOf(numbers: ByteReader): Shaper | undefined {
  const space = numbers.latin1(16, 4).trim();
  const hasXyz = numbers.latin1(36, 4) === 'acsp' && numbers.latin1(20, 4) === 'XYZ ';
  if (!hasXyz || (space !== 'RGB' && space !== 'GRAY')) return undefined;
  const tags = readTags(numbers);
  // Tables come before the matrix where a profile has both.
  if ([...tags.keys()].some((tag) => /^([AB]2[AB]|[DB]2[BD])\d$/.test(tag))) return undefined;
  if (space === 'GRAY') {
    const curve = readCurve(numbers, tags.get('kTRC')?.at);
    return curve && { curves: [curve], toXyz: undefined };
  }
  const places = ['rTRC', 'gTRC', 'bTRC'].map((tag) => tags.get(tag)?.at);
  const known = new Map([...new Set(places)].map((at) => [at, readCurve(numbers, at)]));
  const curves = places.map((at) => known.get(at));
  const columns = ['rXYZ', 'gXYZ', 'bXYZ'].map((tag) => readXyz(numbers, tags, tag));
  const [r, g, b] = columns;
  if (!r || !g || !b || curves.some((curve) => !curve)) return undefined;
  return { curves: shared(curves as Float64Array[]), toXyz: [0, 1, 2].flatMap((row) => [r[row]!, g[row]!, b[row]!]) };
}

function readTags(numbers: ByteReader): Tags {
  const count = Math.min(numbers.u32(128), 200);
  return new Map(Array.from({ length: count }, (_, index) => {
    const at = 132 + index * 12;
    return [numbers.latin1(at, 4), { at: numbers.u32(at + 4), sizeBytes: numbers.u32(at + 8) }];
  }));
}

function readXyz(numbers: ByteReader, tags: Tags, tag: string): readonly number[] | undefined {
  const at = tags.get(tag)?.at;
  if (at === undefined || numbers.latin1(at, 4) !== 'XYZ ') return undefined;
  return [8, 12, 16].map((offset) => fixed(numbers, at + offset));
}

function readCurve(numbers: ByteReader, at: number | undefined): Float64Array | undefined {
  if (at === undefined) return undefined;
  const type = numbers.latin1(at, 4);
  const read = type === 'curv' ? tableCurve(numbers, at) : type === 'para' ? parametricCurve(numbers, at) : undefined;
  if (!read) return undefined;
  const curve = Float64Array.from({ length: curveLength }, (_, sample) => Math.min(1, Math.max(0, read(sample / 65_535))));
  return curve.every((light, sample) => sample === 0 || light >= curve[sample - 1]!) && curve.at(-1)! > curve[0]! ? curve : undefined;
}

function tableCurve(numbers: ByteReader, at: number): ((x: number) => number) | undefined {
  const count = numbers.u32(at + 8);
  if (count === 0) return (x) => x;
  if (count === 1) {
    const gamma = numbers.u16(at + 12) / 256;
    return (x) => x ** gamma;
  }
  if (count > curveLength) return undefined;
  const table = Float64Array.from({ length: count + 1 }, (_, index) => numbers.u16(at + 12 + Math.min(index, count - 1) * 2) / 65_535);
  return (x) => {
    const place = x * (count - 1);
    const index = Math.floor(place);
    return table[index]! + (table[index + 1]! - table[index]!) * (place - index);
  };
}

/** Parameters of the function types 0 to 4. @source ICC.1:2022 table 68 */
const parameterCounts: readonly number[] = [1, 3, 4, 5, 7];

function parametricCurve(numbers: ByteReader, at: number): ((x: number) => number) | undefined {
  const kind = numbers.u16(at + 8);
  const count = parameterCounts[kind];
  if (count === undefined) return undefined;
  const [g = 1, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = Array.from({ length: count }, (_, index) => fixed(numbers, at + 12 + index * 4));
  switch (kind) {
    case 0: return (x) => x ** g;
    case 1: return (x) => (a * x + b >= 0 ? (a * x + b) ** g : 0);
    case 2: return (x) => (a * x + b >= 0 ? (a * x + b) ** g : 0) + c;
    case 3: return (x) => (x >= d ? (a * x + b) ** g : c * x);
    default: return (x) => (x >= d ? (a * x + b) ** g + e : c * x + f);
  }
}

/** Equal curves as one array, so that whoever makes tables of them makes one. */
function shared(curves: readonly Float64Array[]): readonly Float64Array[] {
  return curves.map((curve) => curves.find((one) => one.every((light, sample) => light === curve[sample])) ?? curve);
}

/** s15Fixed16Number */
function fixed(numbers: ByteReader, at: number): number {
  return numbers.i32(at) / 65_536;
}

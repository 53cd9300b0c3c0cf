/** How samples become light. @source ICC.1:2022 §10.18 "parametricCurveType" */
export type ToneCurve =
  | { readonly kind: 'gamma'; readonly gamma: number }
  /** (x·a + b)^gamma from `d` on, x·c below. */
  | { readonly kind: 'linearStart'; readonly gamma: number; readonly a: number; readonly b: number; readonly c: number; readonly d: number };

/** A colour space by its published numbers. Chromaticities are CIE 1931 xy. */
export type ProfileDescription = {
  /** What programs show. */
  readonly name: string;
  /** Undefined: gray. */
  readonly primaries: { readonly red: Chromaticity; readonly green: Chromaticity; readonly blue: Chromaticity } | undefined;
  readonly white: Chromaticity;
  readonly curve: ToneCurve;
};
export type Chromaticity = readonly [x: number, y: number];
type Vector = readonly [number, number, number];
type Matrix = readonly [Vector, Vector, Vector];

/** White of the connection space. @source ICC.1:2022 §7.2.16 */
const d50: Vector = [0.9642, 1, 0.8249];

/** @source ICC.1:2022 annex E.3 "linearized Bradford" */
const bradford: Matrix = [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]];

const copyright = 'No rights reserved (CC0 1.0): use, embed and pass on freely';

/** Writes a display profile of version 4.3: a curve and, for RGB, a matrix adapted to D50.
 *  @returns about 500 bytes, always the same for the same description. @source ICC.1:2010 (version 4.3) §8.4, §9 */
export function writeProfile(description: ProfileDescription): Uint8Array {
  const adaptation = adaptationFrom(xyzOf(description.white));
  const tags: [string, Uint8Array][] = [
    ['desc', textTag(description.name)], ['cprt', textTag(copyright)], ['wtpt', xyzTag(d50)], ['chad', matrixTag(adaptation)],
  ];
  const curve = curveTag(description.curve);
  if (description.primaries === undefined) tags.push(['kTRC', curve]);
  else {
    const columns = columnsOf(description.primaries, description.white, adaptation);
    tags.push(['rXYZ', xyzTag(columns[0])], ['gXYZ', xyzTag(columns[1])], ['bXYZ', xyzTag(columns[2])]);
    tags.push(['rTRC', curve], ['gTRC', curve], ['bTRC', curve]);
  }
  return assemble(description.primaries ? 'RGB ' : 'GRAY', tags);
}

/** Light of the primaries in the connection space; together exactly its white, also after rounding to 1/65536. */
function columnsOf(primaries: NonNullable<ProfileDescription['primaries']>, white: Chromaticity, adaptation: Matrix): readonly [Vector, Vector, Vector] {
  const [r, g, b] = [xyzOf(primaries.red), xyzOf(primaries.green), xyzOf(primaries.blue)];
  const shares = times(inverse([[r[0], g[0], b[0]], [r[1], g[1], b[1]], [r[2], g[2], b[2]]]), xyzOf(white));
  const adapted = (primary: Vector, share: number): Vector => {
    const [x, y, z] = times(adaptation, [primary[0] * share, primary[1] * share, primary[2] * share]);
    return [rounded(x), rounded(y), rounded(z)];
  };
  const [red, blue] = [adapted(r, shares[0]), adapted(b, shares[2])];
  const rest = (axis: 0 | 1 | 2): number => rounded(d50[axis]) - red[axis] - blue[axis];
  return [red, [rest(0), rest(1), rest(2)], blue];
}

function xyzOf([x, y]: Chromaticity): Vector {
  return [x / y, 1, (1 - x - y) / y];
}

function adaptationFrom(white: Vector): Matrix {
  const [from, to] = [times(bradford, white), times(bradford, d50)];
  const scaled: Matrix = [
    scale(bradford[0], to[0] / from[0]), scale(bradford[1], to[1] / from[1]), scale(bradford[2], to[2] / from[2]),
  ];
  const back = inverse(bradford);
  const column = (index: 0 | 1 | 2): Vector => times(back, [scaled[0][index], scaled[1][index], scaled[2][index]]);
  const [first, second, third] = [column(0), column(1), column(2)];
  return [[first[0], second[0], third[0]], [first[1], second[1], third[1]], [first[2], second[2], third[2]]];
}

function scale([a, b, c]: Vector, factor: number): Vector {
  return [a * factor, b * factor, c * factor];
}

function times(matrix: Matrix, [x, y, z]: Vector): Vector {
  const row = ([a, b, c]: Vector): number => a * x + b * y + c * z;
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
}

function inverse([[a, b, c], [d, e, f], [g, h, i]]: Matrix): Matrix {
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  return [
    scale([e * i - f * h, c * h - b * i, b * f - c * e], 1 / determinant),
    scale([f * g - d * i, a * i - c * g, c * d - a * f], 1 / determinant),
    scale([d * h - e * g, b * g - a * h, a * e - b * d], 1 / determinant),
  ];
}

/** To the nearest s15Fixed16Number. */
function rounded(value: number): number {
  return Math.round(value * 65_536) / 65_536;
}

function tag(type: string, sizeBytes: number): { readonly bytes: Uint8Array; readonly view: DataView } {
  const bytes = new Uint8Array(sizeBytes);
  putText(bytes, 0, type);
  return { bytes, view: new DataView(bytes.buffer) };
}

/** multiLocalizedUnicodeType with one text. */
function textTag(text: string): Uint8Array {
  const { bytes, view } = tag('mluc', 28 + text.length * 2);
  view.setUint32(8, 1);
  view.setUint32(12, 12);
  putText(bytes, 16, 'enUS');
  view.setUint32(20, text.length * 2);
  view.setUint32(24, 28);
  for (let index = 0; index < text.length; index++) view.setUint16(28 + index * 2, text.charCodeAt(index));
  return bytes;
}

function numbersTag(type: string, numbers: readonly number[], headBytes = 8): Uint8Array {
  const { bytes, view } = tag(type, headBytes + numbers.length * 4);
  for (const [index, number] of numbers.entries()) view.setInt32(headBytes + index * 4, Math.round(number * 65_536));
  return bytes;
}

function xyzTag(xyz: Vector): Uint8Array {
  return numbersTag('XYZ ', xyz);
}

function matrixTag(matrix: Matrix): Uint8Array {
  return numbersTag('sf32', matrix.flat());
}

function curveTag(curve: ToneCurve): Uint8Array {
  const parameters = curve.kind === 'gamma' ? [curve.gamma] : [curve.gamma, curve.a, curve.b, curve.c, curve.d];
  const bytes = numbersTag('para', parameters, 12);
  bytes[9] = curve.kind === 'gamma' ? 0 : 3;
  return bytes;
}

const headerBytes = 128;

/** Header, tag table and tags; tags that are one share their bytes. */
function assemble(space: 'RGB ' | 'GRAY', tags: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  const places = new Map<Uint8Array, number>();
  let end = headerBytes + 4 + tags.length * 12;
  for (const [, bytes] of tags) {
    if (places.has(bytes)) continue;
    places.set(bytes, end);
    end += Math.ceil(bytes.byteLength / 4) * 4;
  }
  const profile = new Uint8Array(end);
  const view = new DataView(profile.buffer);
  writeHeader(profile, view, space);
  view.setUint32(headerBytes, tags.length);
  for (const [index, [signature, bytes]] of tags.entries()) {
    const at = headerBytes + 4 + index * 12;
    putText(profile, at, signature);
    view.setUint32(at + 4, places.get(bytes)!);
    view.setUint32(at + 8, bytes.byteLength);
    profile.set(bytes, places.get(bytes)!);
  }
  return profile;
}

/** @source ICC.1:2010 §7.2. The date is that of the first edition: a profile with other bytes would be another one. */
function writeHeader(profile: Uint8Array, view: DataView, space: 'RGB ' | 'GRAY'): void {
  view.setUint32(0, profile.byteLength);
  view.setUint32(8, 0x04300000);
  putText(profile, 12, 'mntr');
  putText(profile, 16, space);
  putText(profile, 20, 'XYZ ');
  for (const [index, part] of [2026, 1, 1, 0, 0, 0].entries()) view.setUint16(24 + index * 2, part);
  putText(profile, 36, 'acsp');
  view.setUint32(64, 1);
  for (const [index, number] of d50.entries()) view.setInt32(68 + index * 4, Math.round(number * 65_536));
}

function putText(bytes: Uint8Array, at: number, text: string): void {
  for (let index = 0; index < text.length; index++) bytes[at + index] = text.charCodeAt(index);
}

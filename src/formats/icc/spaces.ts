import { writeProfile, type Chromaticity, type ProfileDescription, type ToneCurve } from './write.ts';

/** White points. @source CIE 15:2004, rounded as the definitions of the spaces have them */
const white = {
  d65: [0.3127, 0.329], d50: [0.34567, 0.3585], c: [0.31006, 0.31616], e: [1 / 3, 1 / 3],
} as const satisfies Record<string, Chromaticity>;

/** @source IEC 61966-2-1:1999 */
const srgbCurve: ToneCurve = { kind: 'linearStart', gamma: 2.4, a: 1 / 1.055, b: 0.055 / 1.055, c: 1 / 12.92, d: 0.04045 };
const gamma = (value: number): ToneCurve => ({ kind: 'gamma', gamma: value });

function rgb(name: string, red: Chromaticity, green: Chromaticity, blue: Chromaticity, point: Chromaticity, curve: ToneCurve): ProfileDescription {
  return { name, primaries: { red, green, blue }, white: point, curve };
}

/** Spaces whose profile follows from published numbers, by the ids of the protocol. They are made by us and free for all.
 *  @source delivery, §8.2; IEC 61966-2-1 (sRGB); Adobe RGB (1998) Color Image Encoding, 2005-05; SMPTE EG 432-1 (P3) with D65 and
 *    the curve of sRGB; ISO 22028-2 (ROMM RGB, without its linear start as Photoshop has it); SMPTE RP 145; EBU Tech. 3213;
 *    ITU-R BT.470-6 System M; primaries of the others as tabulated by B. Lindbloom */
export const publishedSpaces = {
  sRGB: rgb('sRGB IEC61966-2.1', [0.64, 0.33], [0.3, 0.6], [0.15, 0.06], white.d65, srgbCurve),
  AdobeRGB: rgb('Compatible with Adobe RGB (1998)', [0.64, 0.33], [0.21, 0.71], [0.15, 0.06], white.d65, gamma(563 / 256)),
  DisplayP3: rgb('Display P3', [0.68, 0.32], [0.265, 0.69], [0.15, 0.06], white.d65, srgbCurve),
  AppleRGB: rgb('Apple RGB', [0.625, 0.34], [0.28, 0.595], [0.155, 0.07], white.d65, gamma(1.8)),
  CIERGB: rgb('CIE RGB', [0.735, 0.265], [0.274, 0.717], [0.167, 0.009], white.e, gamma(2.2)),
  ColorMatchRGB: rgb('ColorMatch RGB', [0.63, 0.34], [0.295, 0.605], [0.15, 0.075], white.d50, gamma(1.8)),
  NTSC: rgb('NTSC (1953)', [0.67, 0.33], [0.21, 0.71], [0.14, 0.08], white.c, gamma(2.2)),
  PAL: rgb('PAL/SECAM', [0.64, 0.33], [0.29, 0.6], [0.15, 0.06], white.d65, gamma(2.2)),
  ProPhoto: rgb('ProPhoto RGB', [0.7347, 0.2653], [0.1596, 0.8404], [0.0366, 0.0001], white.d50, gamma(1.8)),
  SMPTE: rgb('SMPTE-C', [0.63, 0.34], [0.31, 0.595], [0.155, 0.07], white.d65, gamma(2.2)),
  WideGamutRGB: rgb('Wide Gamut RGB', [0.7347, 0.2653], [0.1152, 0.8264], [0.1566, 0.0177], white.d50, gamma(2.2)),
  GrayGamma22: { name: 'Gray Gamma 2.2', primaries: undefined, white: white.d50, curve: gamma(2.2) },
} as const satisfies Record<string, ProfileDescription>;
export type PublishedSpace = keyof typeof publishedSpaces;

const made = new Map<PublishedSpace, Uint8Array>();

/** The profile of a published space: always the same bytes. Whoever gets it may not change it. */
export function publishedProfile(space: PublishedSpace): Uint8Array {
  const profile = made.get(space) ?? writeProfile(publishedSpaces[space]);
  made.set(space, profile);
  return profile;
}

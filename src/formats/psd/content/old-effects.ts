import type { ByteReader } from '../../bytes.ts';
import { blendModeOf } from '../layers/blend-modes.ts';
import { colourOfWords, type PsdColour } from './colour.ts';
import type { PsdEffect, PsdEffects } from './effect-types.ts';

const kinds: Readonly<Record<string, PsdEffect['kind']>> = { dsdw: 'dropShadow', isdw: 'innerShadow', oglw: 'outerGlow', iglw: 'innerGlow' };
const others: Readonly<Record<string, string>> = { bevl: 'ebbl', sofi: 'SoFi' };

/** Reads effects as Photoshop 5 wrote them; newer documents repeat theirs in this form.
 *  @throws BROKEN_FILE
 *  @source Adobe Photoshop file formats specification, "Effects layer (Photoshop 5.0)" */
export function readOldEffects(numbers: ByteReader, globalLightDeg: number): PsdEffects {
  const effects: PsdEffect[] = [];
  const found: string[] = [];
  let areHidden = false;
  const count = Math.min(numbers.u16(2), 64);
  for (let index = 0, at = 4; index < count && at + 12 <= numbers.sizeBytes; index++) {
    const key = numbers.latin1(at + 4, 4);
    const start = at + 12;
    const kind = kinds[key];
    if (key === 'cmnS') areHidden = numbers.u8(start + 4) === 0;
    else if (kind === 'dropShadow' || kind === 'innerShadow') effects.push(shadow(numbers, start, kind, globalLightDeg));
    else if (kind) effects.push(glow(numbers, start, kind));
    else if (others[key] !== undefined && isOtherEnabled(numbers, start, key)) found.push(others[key]);
    at = start + numbers.u32(at + 8);
  }
  return { areHidden, effects, others: found };
}

function shadow(numbers: ByteReader, at: number, kind: PsdEffect['kind'], globalLightDeg: number): PsdEffect {
  const fixed = (offset: number): number => numbers.i32(at + offset) / 65_536;
  return {
    kind, sizePx: fixed(4), spread: fixed(8), angleDeg: numbers.u8(at + 39) !== 0 ? globalLightDeg : fixed(12), distancePx: fixed(16), noise: 0, isFromCentre: false,
    colour: colourAt(numbers, at + 20), blendMode: blendModeOf(numbers.latin1(at + 34, 4)), isEnabled: numbers.u8(at + 38) !== 0,
    opacity: numbers.u8(at + 40) / 2.55,
  };
}

function glow(numbers: ByteReader, at: number, kind: PsdEffect['kind']): PsdEffect {
  const fixed = (offset: number): number => numbers.i32(at + offset) / 65_536;
  return {
    kind, sizePx: fixed(4), spread: fixed(8), angleDeg: 0, distancePx: 0, noise: 0, isFromCentre: false,
    colour: colourAt(numbers, at + 12), blendMode: blendModeOf(numbers.latin1(at + 26, 4)), isEnabled: numbers.u8(at + 30) !== 0,
    opacity: numbers.u8(at + 31) / 2.55,
  };
}

function colourAt(numbers: ByteReader, at: number): PsdColour | undefined {
  return colourOfWords(numbers.u16(at), [numbers.u16(at + 2), numbers.u16(at + 4), numbers.u16(at + 6), numbers.u16(at + 8)]);
}

/** Bevels say it behind both their colours, fills behind theirs. */
function isOtherEnabled(numbers: ByteReader, at: number, key: string): boolean {
  const offset = key === 'bevl' ? 4 + 12 + 16 + 20 + 3 : 4 + 8 + 10 + 1;
  return numbers.u8(at + offset) !== 0;
}

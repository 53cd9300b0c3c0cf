import { byteReader, type ByteReader } from '../../bytes.ts';
import type { PsdBox, PsdMask, PsdMaskStrength } from './types.ts';

type Masks = { readonly mask: PsdMask | undefined; readonly userMask: PsdMask | undefined; readonly maskStrength: PsdMaskStrength };

const fullStrength: PsdMaskStrength = { userDensity: 255, userFeatherPx: 0, vectorDensity: 255, vectorFeatherPx: 0 };

const flag = { isDisabled: 2, isFromVector: 8, hasStrength: 16 };

/** Reads the mask part of a layer record. The second mask comes before the strengths, other than the specification has it.
 *  @source Adobe Photoshop file formats specification, "Layer mask / adjustment layer data" */
export function readMasks(content: Uint8Array): Masks {
  if (content.byteLength < 18) return { mask: undefined, userMask: undefined, maskStrength: fullStrength };
  const numbers = byteReader(content, 'big', 'Photoshop mask');
  const flags = numbers.u8(17);
  const mask = maskOf(readBox(numbers, 0), numbers.u8(16), flags, -2);
  const hasUserMask = content.byteLength >= 36;
  const userMask = hasUserMask ? maskOf(readBox(numbers, 20), numbers.u8(19), numbers.u8(18), -3) : undefined;
  const strengthAt = hasUserMask ? 36 : 18;
  return { mask, userMask, maskStrength: flags & flag.hasStrength ? readStrength(numbers, strengthAt) : fullStrength };
}

/** Top, left, bottom, right. A box that is turned inside out is empty. */
export function readBox(numbers: ByteReader, at: number): PsdBox {
  const [topPx, leftPx, bottom, right] = [numbers.i32(at), numbers.i32(at + 4), numbers.i32(at + 8), numbers.i32(at + 12)];
  return { leftPx, topPx, rightPx: Math.max(leftPx, right), bottomPx: Math.max(topPx, bottom) };
}

function maskOf(box: PsdBox, outside: number, flags: number, channelId: PsdMask['channelId']): PsdMask {
  return { box, outside, isDisabled: (flags & flag.isDisabled) !== 0, isFromVector: (flags & flag.isFromVector) !== 0, channelId };
}

function readStrength(numbers: ByteReader, at: number): PsdMaskStrength {
  const strength = { ...fullStrength };
  try {
    const has = numbers.u8(at);
    let next = at + 1;
    if (has & 1) strength.userDensity = numbers.u8(next++);
    if (has & 2) [strength.userFeatherPx, next] = [numbers.f64(next), next + 8];
    if (has & 4) strength.vectorDensity = numbers.u8(next++);
    if (has & 8) strength.vectorFeatherPx = numbers.f64(next);
  } catch {
    // Some writers leave out what they announce.
  }
  return strength;
}

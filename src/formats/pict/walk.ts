import { Failure } from '#base';
import { brokenFile, latin1 } from '../bytes.ts';
import type { ByteWindow } from '../window.ts';
import { readBitmap, skipPixelPattern } from './bitmap.ts';
import { cursorAt, type Cursor } from './cursor.ts';
import { isDrawing, isUsual, skipOperand } from './opcodes.ts';
import type { PictBitmap } from './pixel-map.ts';

/** What a picture paints, in the order it does. */
export type PictContents = {
  readonly bitmaps: readonly PictBitmap[];
  /** It draws lines, text or shapes besides. */
  readonly hasDrawings: boolean;
  /** Codec of a picture compressed by QuickTime: `jpeg` … */
  readonly codec: string | undefined;
  readonly icc: Uint8Array | undefined;
  /** Photoshop image resources (8BIM). */
  readonly photoshop: Uint8Array | undefined;
};

/** Files begin with room for the application; pictures from the clipboard do not. */
const applicationBytes = 512;
/** Bounds that no honest picture comes near. */
const limits = { opcodes: 2_000_000, bitmaps: 4096, commentBytes: 32 * 2 ** 20 };
/** @source Inside Macintosh: ColorSync, "Picture comments"; 498 as Photoshop writes it */
const commentKinds = { profile: 224, photoshop: 498 } as const;
const profileEnd = 2;
/** From the length of a QuickTime opcode to the codec's name. @source QuickTime File Format, "Compressed PICT" */
const codecAt = 4 + 68 + 4;

/** Follows the opcodes of a picture, version 1 or 2, over everything that is no bitmap.
 *  @throws BROKEN_FILE, UNSUPPORTED_IMAGE
 *  @source Inside Macintosh: Imaging With QuickDraw, chapter 7 and appendix A */
export function walkPict(window: ByteWindow): PictContents {
  const { cursor, version, start } = openCursor(window);
  const bitmaps: PictBitmap[] = [];
  const comments: Comments = { profile: [], photoshop: [], bytes: 0 };
  const isOpcodeAt = (offset: number): boolean => {
    const at = version === 2 ? offset + ((offset - start) % 2) : offset;
    if (at >= window.sizeBytes) return at === window.sizeBytes;
    return isUsual(version === 2 ? window.word(at) : window.byte(at));
  };
  let [hasDrawings, codec]: [boolean, string | undefined] = [false, undefined];
  for (let count = 0; ; count++) {
    if (version === 2 && (cursor.offset - start) % 2 === 1) cursor.skip(1);
    // The end mark may be missing, but nothing may be cut.
    if (cursor.offset >= window.sizeBytes) break;
    if (count > limits.opcodes || bitmaps.length > limits.bitmaps) throw brokenFile('a PICT of too many parts');
    const opcode = version === 2 ? cursor.u16() : cursor.u8();
    if (opcode === 0xff) break;
    if (opcode >= 0x90 && opcode <= 0x91 || opcode >= 0x98 && opcode <= 0x9b) bitmaps.push(readBitmap(opcode, cursor, isOpcodeAt));
    else if (opcode >= 0x12 && opcode <= 0x14) skipPixelPattern(cursor, isOpcodeAt);
    else if (opcode === 0xa1) readComment(cursor, comments);
    else {
      if (opcode === 0x8200) codec = codecName(window, cursor.offset);
      if (isDrawing(opcode)) hasDrawings = true;
      if (!skipOperand(opcode, cursor)) throw brokenFile(`PICT with the unknown opcode ${opcode}`);
    }
  }
  if (cursor.offset > window.sizeBytes) throw brokenFile('PICT ends before its contents do');
  return { bitmaps, hasDrawings, codec, icc: joined(comments.profile), photoshop: joined(comments.photoshop) };
}

function openCursor(window: ByteWindow): { readonly cursor: Cursor; readonly version: 1 | 2; readonly start: number } {
  for (const start of [applicationBytes, 0]) {
    if (start + 14 > window.sizeBytes) continue;
    const cursor = cursorAt(window, start + 10);
    const mark = cursor.u16();
    if (mark === 0x1101) return { cursor, version: 1, start };
    if (mark === 0x0011 && cursor.u16() === 0x02ff) return { cursor, version: 2, start };
  }
  throw brokenFile('not a PICT file');
}

type Comments = { readonly profile: Uint8Array[]; readonly photoshop: Uint8Array[]; bytes: number };

/** Profiles come in pieces behind a number that tells the last one. Photoshop puts its mark in front of its resources. */
function readComment(cursor: Cursor, comments: Comments): void {
  const [kind, length] = [cursor.u16(), cursor.u16()];
  const isWanted = (kind === commentKinds.profile || kind === commentKinds.photoshop) && length > 4;
  if (!isWanted) return cursor.skip(length);
  comments.bytes += length;
  if (comments.bytes > limits.commentBytes) throw new Failure('UNSUPPORTED_IMAGE', { detail: 'PICT with very long comments' });
  const bytes = cursor.take(length).slice();
  if (kind === commentKinds.photoshop) comments.photoshop.push(bytes.subarray(4));
  else if (bytes[3] !== profileEnd) comments.profile.push(bytes.subarray(4));
}

function joined(pieces: readonly Uint8Array[]): Uint8Array | undefined {
  return pieces.length === 0 ? undefined : new Uint8Array(Buffer.concat(pieces));
}

function codecName(window: ByteWindow, offset: number): string {
  const name = latin1(window.take(offset + codecAt, 4)).trim();
  return /^[\x21-\x7e]+$/.test(name) ? name : 'unknown';
}

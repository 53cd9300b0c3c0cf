import type { Cursor } from './cursor.ts';

/** What follows an opcode. Numbers are bytes; `sized` begins with its own size, `counted` and `longCounted` with the size of
 *  what comes after. */
type Operand = number | 'sized' | 'counted' | 'longCounted' | 'text' | 'comment';

/** First and last opcode, operand. Bitmaps, patterns of pixels and the end are read where they are met.
 *  @source Inside Macintosh: Imaging With QuickDraw, appendix A "Picture Opcodes" */
const operands: readonly (readonly [number, number, Operand])[] = [
  [0x00, 0x00, 0], [0x01, 0x01, 'sized'], [0x02, 0x02, 8], [0x03, 0x03, 2], [0x04, 0x04, 1], [0x05, 0x05, 2], [0x06, 0x07, 4],
  [0x08, 0x08, 2], [0x09, 0x0a, 8], [0x0b, 0x0c, 4], [0x0d, 0x0d, 2], [0x0e, 0x0f, 4], [0x10, 0x10, 8], [0x15, 0x16, 2],
  [0x17, 0x19, 0], [0x1a, 0x1b, 6], [0x1c, 0x1c, 0], [0x1d, 0x1d, 6], [0x1e, 0x1e, 0], [0x1f, 0x1f, 6], [0x20, 0x20, 8],
  [0x21, 0x21, 4], [0x22, 0x22, 6], [0x23, 0x23, 2], [0x24, 0x27, 'counted'], [0x28, 0x2b, 'text'], [0x2c, 0x2f, 'counted'],
  [0x30, 0x37, 8], [0x38, 0x3f, 0], [0x40, 0x47, 8], [0x48, 0x4f, 0], [0x50, 0x57, 8], [0x58, 0x5f, 0], [0x60, 0x67, 12],
  [0x68, 0x6f, 4], [0x70, 0x77, 'sized'], [0x78, 0x7f, 0], [0x80, 0x87, 'sized'], [0x88, 0x8f, 0], [0x92, 0x97, 'counted'],
  [0x9c, 0x9f, 'counted'], [0xa0, 0xa0, 2], [0xa1, 0xa1, 'comment'], [0xa2, 0xaf, 'counted'], [0xb0, 0xcf, 0],
  [0xd0, 0xfe, 'longCounted'], [0x8000, 0x80ff, 0], [0x8100, 0xffff, 'longCounted'],
];

/** Bytes before the text of 0x28 to 0x2b, its length among them as the last. */
const textHeads = [5, 2, 2, 3];

/** Moves behind the operand of an opcode that paints no bitmap. @returns false for an opcode without meaning here. */
export function skipOperand(opcode: number, cursor: Cursor): boolean {
  const operand = operandOf(opcode);
  if (operand === undefined) return false;
  if (operand === 'sized') cursor.skip(Math.max(0, cursor.u16() - 2));
  else if (operand === 'counted') cursor.skip(cursor.u16());
  else if (operand === 'longCounted') cursor.skip(cursor.u32());
  else if (operand === 'text') {
    cursor.skip(textHeads[opcode - 0x28]! - 1);
    cursor.skip(cursor.u8());
  } else if (operand === 'comment') {
    cursor.skip(2);
    cursor.skip(cursor.u16());
  } else cursor.skip(operand);
  return true;
}

function operandOf(opcode: number): Operand | undefined {
  // Reserved for the future: the high byte tells how many words follow.
  if (opcode >= 0x100 && opcode < 0x8000) return opcode === 0x0c00 ? 24 : (opcode >> 8) * 2;
  return operands.find(([first, last]) => opcode >= first && opcode <= last)?.[2];
}

/** Opcodes that pictures of bitmaps use. */
export function isUsual(opcode: number): boolean {
  return opcode <= 0xa1 || opcode === 0xff || opcode === 0x0c00 || opcode === 0x8200 || opcode === 0x8201;
}

/** Lines, text and shapes that leave marks; erasing leaves none. */
export function isDrawing(opcode: number): boolean {
  if (opcode >= 0x20 && opcode <= 0x23 || opcode >= 0x28 && opcode <= 0x2b) return true;
  const verb = opcode & 7;
  return opcode >= 0x30 && opcode <= 0x8f && verb <= 4 && verb !== 2;
}

import { Failure } from '#base';
import type { Cursor } from './cursor.ts';
import { neededBytes, skipRows, storedRowBytes, unpackedBytes, type PixelMap, type RowSizeBytes } from './pixel-map.ts';
import { unpackRuns } from './unpack.ts';

/** Rows longer than this have a size of two bytes in front; shorter ones than 8 are not packed.
 *  @source Inside Macintosh: Imaging With QuickDraw, "PackBits"; Technical Note QD14 */
const longRowBytes = 250;
const shortRowBytes = 8;

/** The size QuickDraw writes, then what other writers put there: ImageMagick packs short rows too, and its long rows begin
 *  at 200 bytes of the components it stores. */
function possibleSizes({ packing, rowBytes }: PixelMap): readonly RowSizeBytes[] {
  if (packing === 'none' || packing === 'triples') return [0];
  if (rowBytes < shortRowBytes) return [0, 1];
  return rowBytes > longRowBytes ? [2, 1] : [1, 2];
}

/** How the rows that follow are sized. Leaves the cursor where it is.
 *  @param isOpcodeAt Whether an opcode that pictures use may stand at a place. */
export function rowSizeOf(map: PixelMap, cursor: Cursor, isOpcodeAt: (offset: number) => boolean): RowSizeBytes {
  const possible = possibleSizes(map);
  if (possible.length === 1) return possible[0]!;
  return possible.find((sizeBytes) => isFitting(map, sizeBytes, cursor, isOpcodeAt)) ?? possible[0]!;
}

/** The first row fills exactly, and behind the last one the picture goes on. */
function isFitting(map: PixelMap, sizeBytes: RowSizeBytes, cursor: Cursor, isOpcodeAt: (offset: number) => boolean): boolean {
  const start = cursor.offset;
  try {
    if (sizeBytes > 0 && !isRowWhole(map, sizeBytes, cursor)) return false;
    cursor.offset = start;
    skipRows(map, sizeBytes, cursor);
    return isOpcodeAt(cursor.offset);
  } catch (thrown) {
    if (thrown instanceof Failure) return false;
    throw thrown;
  } finally {
    cursor.offset = start;
  }
}

function isRowWhole(map: PixelMap, sizeBytes: RowSizeBytes, cursor: Cursor): boolean {
  const packed = cursor.take(storedRowBytes(map, sizeBytes, cursor));
  const { written, used } = unpackRuns(packed, new Uint8Array(unpackedBytes(map, sizeBytes)), map.packing === 'words' ? 2 : 1);
  return written >= neededBytes(map, sizeBytes) && used === packed.length;
}

import { Failure } from '#base';
import { brokenFile } from '../bytes.ts';
import { isEmpty, type Cursor } from './cursor.ts';
import { skipRows, type PictBitmap, type PixelMap } from './pixel-map.ts';
import { rowSizeOf } from './row-sizes.ts';

/** Reads what follows a bitmap opcode (0x90, 0x91, 0x98 to 0x9b) and moves behind its pixels.
 *  @param isOpcodeAt Whether an opcode that pictures use may stand at a place: it tells apart how writers size their rows.
 *  @throws BROKEN_FILE when the pixels are not all there, UNSUPPORTED_IMAGE */
export function readBitmap(opcode: number, cursor: Cursor, isOpcodeAt: (offset: number) => boolean): PictBitmap {
  const isDirect = opcode >= 0x9a;
  if (isDirect) cursor.skip(4);
  const map = readMap(cursor, isDirect, opcode >= 0x98);
  const [from, to] = [cursor.rectangle(), cursor.rectangle()];
  cursor.skip(2);
  if ((opcode & 1) === 1) cursor.skip(Math.max(0, cursor.u16() - 2));
  if (isEmpty(to)) throw brokenFile('a PICT bitmap of no size');
  const dataOffset = cursor.offset;
  const sizeBytes = rowSizeOf(map, cursor, isOpcodeAt);
  skipRows(map, sizeBytes, cursor);
  return { ...map, from, to, sizeBytes, dataOffset };
}

/** Moves behind a pattern of pixels (0x12 to 0x14). */
export function skipPixelPattern(cursor: Cursor, isOpcodeAt: (offset: number) => boolean): void {
  const kind = cursor.u16();
  cursor.skip(8);
  if (kind === 2) return cursor.skip(6);
  if (kind !== 1) return;
  const map = readMap(cursor, false, true);
  skipRows(map, rowSizeOf(map, cursor, isOpcodeAt), cursor);
}

/** The highest bit of the row size tells a pixel map from a plain bitmap. */
function readMap(cursor: Cursor, isDirect: boolean, mayPack: boolean): PixelMap {
  const size = cursor.u16();
  const rowBytes = size & 0x7fff;
  const bounds = cursor.rectangle();
  if (isEmpty(bounds)) throw brokenFile('a PICT bitmap of no size');
  if ((size & 0x8000) === 0 && !isDirect) {
    return checked({
      bounds, rowBytes, pixelBits: 1, packing: mayPack ? 'bytes' : 'none', components: 1, palette: undefined,
      resolutionPpi: undefined,
    });
  }
  cursor.skip(2);
  const packType = cursor.u16();
  cursor.skip(4);
  const resolution = cursor.u32() / 65_536;
  cursor.skip(4 + 2);
  const pixelBits = cursor.u16();
  const components = cursor.u16();
  cursor.skip(2 + 4 + 4 + 4);
  const palette = isDirect ? undefined : readPalette(cursor);
  const possible = isDirect ? [16, 32] : [1, 2, 4, 8];
  if (!possible.includes(pixelBits)) throw new Failure('UNSUPPORTED_IMAGE', { detail: `PICT with ${pixelBits} bits per pixel` });
  return checked({
    bounds, rowBytes, pixelBits: pixelBits as PictBitmap['pixelBits'], components,
    packing: !mayPack ? 'none' : isDirect ? directPacking(packType, pixelBits) : 'bytes',
    palette, resolutionPpi: resolution > 0 ? Math.round(resolution * 10_000) / 10_000 : undefined,
  });
}

function directPacking(packType: number, pixelBits: number): PictBitmap['packing'] {
  if (packType === 1) return 'none';
  if (packType === 2 && pixelBits === 32) return 'triples';
  if (packType === 3 && pixelBits === 16 || packType === 0 && pixelBits === 16) return 'words';
  if (packType === 4 && pixelBits === 32 || packType === 0 && pixelBits === 32) return 'planes';
  throw new Failure('UNSUPPORTED_IMAGE', { detail: `PICT with packing ${packType} at ${pixelBits} bits` });
}

/** A table that belongs to a device counts its entries itself; otherwise each names its index. */
function readPalette(cursor: Cursor): Uint8Array {
  cursor.skip(4);
  const isSequential = (cursor.u16() & 0x8000) !== 0;
  const count = (cursor.u16() + 1) & 0xffff;
  if (count > 256) throw brokenFile(`a PICT colour table of ${count} entries`);
  const palette = new Uint8Array(256 * 3);
  for (let index = 0; index < count; index++) {
    const entry = (isSequential ? (cursor.skip(2), index) : cursor.u16() & 255) * 3;
    for (let part = 0; part < 3; part++) palette[entry + part] = Math.round(cursor.u16() / 257);
  }
  return palette;
}

function checked(map: PixelMap): PixelMap {
  const { bounds, rowBytes, pixelBits, packing, components } = map;
  const neededBytes = Math.ceil(((bounds.right - bounds.left) * pixelBits) / 8);
  if (rowBytes < neededBytes) throw brokenFile(`PICT rows of ${rowBytes} bytes where ${neededBytes} are needed`);
  if (packing === 'planes' && components !== 3 && components !== 4) throw brokenFile(`a PICT of ${components} components`);
  return map;
}

/** A bitmap to paint in a QuickDraw picture. Rows are given unpacked, exactly as QuickDraw packs them. */
export type PaintedBitmap = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** 1 without a palette makes a plain bitmap instead of a pixel map. */
  readonly pixelBits: 1 | 2 | 4 | 8 | 16 | 32;
  readonly rows: readonly (readonly number[])[];
  readonly palette?: readonly (readonly [number, number, number])[];
  /** The table counts its entries itself, with nonsense for indexes. */
  readonly isDeviceTable?: boolean;
  /** For 16 and 32 bit. */
  readonly packType?: 0 | 1 | 2 | 3 | 4;
  readonly components?: 3 | 4;
  /** Left and top of where it is painted, and how many units wide and high; its own size at 0, 0 by default. */
  readonly at?: readonly [left: number, top: number, width: number, height: number];
  /** Part of the bitmap that is painted: left, top, right, bottom. */
  readonly from?: readonly [left: number, top: number, right: number, bottom: number];
  readonly resolutionPpi?: number;
  /** Written without packing, by the opcode for it. */
  readonly isUnpacked?: boolean;
  /** Painted through a region. */
  readonly isMasked?: boolean;
};

export type PictPart = { readonly bitmap: PaintedBitmap } | { readonly opcode: number; readonly operand?: readonly number[] };

const word = (value: number): number[] => [(value >> 8) & 255, value & 255];
const long = (value: number): number[] => [...word(Math.floor(value / 65_536)), ...word(value & 0xffff)];
const rectangle = (left: number, top: number, right: number, bottom: number): number[] => [top, left, bottom, right].flatMap(word);

/** A picture of version 1 or 2. @param hasRoom 512 bytes in front, as files have and the clipboard has not. */
export function pictBytes(parts: readonly PictPart[], { version = 2, hasRoom = true }: { version?: 1 | 2; hasRoom?: boolean } = {}): Buffer {
  const bytes: number[] = [...word(0), ...rectangle(0, 0, 100, 100)];
  const opcode = (code: number): void => {
    if (version === 2 && bytes.length % 2 === 1) bytes.push(0);
    bytes.push(...(version === 2 ? word(code) : [code]));
  };
  if (version === 1) bytes.push(0x11, 0x01);
  else bytes.push(...word(0x0011), ...word(0x02ff), ...word(0x0c00), ...word(0xffff), ...word(0xffff), ...Array<number>(20).fill(0));
  for (const part of parts) {
    if ('bitmap' in part) {
      opcode(opcodeOf(part.bitmap));
      bytes.push(...bitmapRecord(part.bitmap));
    } else {
      opcode(part.opcode);
      bytes.push(...part.operand ?? []);
    }
  }
  opcode(0xff);
  return Buffer.concat([Buffer.alloc(hasRoom ? 512 : 0), Buffer.from(bytes)]);
}

function opcodeOf(bitmap: PaintedBitmap): number {
  const code = bitmap.pixelBits > 8 ? 0x9a : bitmap.isUnpacked ? 0x90 : 0x98;
  return code + (bitmap.isMasked ? 1 : 0);
}

function bitmapRecord(bitmap: PaintedBitmap): number[] {
  const { widthPx, heightPx, pixelBits, palette, packType = 0, components = 3, resolutionPpi = 72, at, from } = bitmap;
  const isDirect = pixelBits > 8;
  const isPlain = pixelBits === 1 && !palette;
  const rowBytes = rowBytesOf(bitmap);
  const [left, top, width, height] = at ?? [0, 0, widthPx, heightPx];
  const pixelMap = isPlain ? [] : [
    ...word(0), ...word(packType), ...long(0), ...long(Math.round(resolutionPpi * 65_536)), ...long(Math.round(resolutionPpi * 65_536)),
    ...word(isDirect ? 16 : 0), ...word(pixelBits), ...word(isDirect ? components : 1), ...word(isDirect ? 8 : pixelBits), ...long(0), ...long(0), ...long(0),
    ...(palette && !isDirect ? colourTable(palette, bitmap.isDeviceTable ?? false) : []),
  ];
  return [
    ...(isDirect ? long(0xff) : []), ...word(rowBytes | (isPlain ? 0 : 0x8000)), ...rectangle(0, 0, widthPx, heightPx), ...pixelMap,
    ...rectangle(...(from ?? [0, 0, widthPx, heightPx])), ...rectangle(left, top, left + width, top + height), ...word(0),
    ...(bitmap.isMasked ? [...word(10), ...rectangle(0, 0, widthPx, heightPx)] : []),
    ...bitmap.rows.flatMap((row) => packedRow(bitmap, row, rowBytes)),
  ];
}

function rowBytesOf({ widthPx, pixelBits }: PaintedBitmap): number {
  return pixelBits === 32 ? widthPx * 4 : Math.ceil((widthPx * pixelBits) / 16) * 2;
}

function colourTable(palette: readonly (readonly [number, number, number])[], isDevice: boolean): number[] {
  const entries = palette.flatMap((colour, index) => [...word(isDevice ? 0 : index), ...colour.flatMap((part) => word(part * 257))]);
  return [...long(0), ...word(isDevice ? 0x8000 : 0), ...word(palette.length - 1), ...entries];
}

function packedRow(bitmap: PaintedBitmap, row: readonly number[], rowBytes: number): readonly number[] {
  const isRaw = rowBytes < 8 || bitmap.isUnpacked || bitmap.packType === 1 || bitmap.packType === 2;
  if (isRaw) return [...row, ...Array<number>(Math.max(0, (bitmap.packType === 2 ? (rowBytes * 3) / 4 : rowBytes) - row.length)).fill(0)];
  const packed = packRuns(row, bitmap.pixelBits === 16 ? 2 : 1);
  return [...(rowBytes > 250 ? word(packed.length) : [packed.length]), ...packed];
}

/** Runs of three and more equal units as a run, everything else as it is. */
function packRuns(row: readonly number[], unit: 1 | 2): number[] {
  const units = Array.from({ length: row.length / unit }, (_, index) => row.slice(index * unit, index * unit + unit));
  const result: number[] = [];
  const isEqual = (one: number, other: number): boolean => units[one]?.join() === units[other]?.join();
  for (let at = 0; at < units.length;) {
    let run = 1;
    while (run < 128 && at + run < units.length && isEqual(at, at + run)) run++;
    if (run >= 3) {
      result.push(257 - run, ...units[at]!);
      at += run;
      continue;
    }
    let length = 1;
    while (length < 128 && at + length < units.length && !(isEqual(at + length, at + length + 1) && isEqual(at + length, at + length + 2))) length++;
    result.push(length - 1, ...units.slice(at, at + length).flat());
    at += length;
  }
  return result;
}

import { deflateSync } from 'node:zlib';
import { photoshopResource } from './images.ts';

/** A Photoshop document to make, named as the format names its parts. Samples are given as they are stored: CMYK 255 or
 *  65535 = no ink; bitmaps 1 = black. */
export type PsdPicture = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly mode?: PsdBuildMode;
  readonly bits?: 1 | 8 | 16 | 32;
  readonly version?: number;
  readonly compression?: PsdCompression;
  /** Merged channels, each of width × height samples; by default colours of nothing but 0. */
  readonly planes?: readonly (readonly number[])[];
  readonly resources?: readonly Buffer[];
  /** From the bottom to the top, group ends before and group heads behind their layers. */
  readonly layers?: readonly PsdBuildLayer[];
  /** A negative count of layers: the first extra channel is transparency. */
  readonly isMergedTransparent?: boolean;
  /** Blocks behind the layers. */
  readonly blocks?: readonly Buffer[];
  /** Puts the layers into a block `Lr16`, as 16-bit documents do. */
  readonly areLayersInBlock?: boolean;
};

export type PsdBuildMode = 'bitmap' | 'gray' | 'indexed' | 'rgb' | 'cmyk' | 'multichannel' | 'duotone' | 'lab';

/** 0 plain, 1 PackBits, 2 deflate, 3 deflate of differences. */
export type PsdCompression = 0 | 1 | 2 | 3;

export type PsdBuildLayer = {
  readonly name?: string;
  /** left, top, right, bottom */
  readonly box?: readonly [number, number, number, number];
  readonly blendKey?: string;
  readonly opacity?: number;
  readonly isClipped?: boolean;
  readonly flags?: number;
  readonly channels?: readonly PsdBuildChannel[];
  /** Content of the mask block. */
  readonly mask?: Buffer;
  readonly blocks?: readonly Buffer[];
};

export type PsdBuildChannel = {
  readonly id: number;
  readonly samples: readonly number[];
  /** Width in samples of a row; that of the layer by default. */
  readonly widthPx?: number;
  readonly compression?: PsdCompression;
};

const modeCodes: Readonly<Record<PsdBuildMode, number>> = { bitmap: 0, gray: 1, indexed: 2, rgb: 3, cmyk: 4, multichannel: 7, duotone: 8, lab: 9 };
const modeChannels: Readonly<Record<PsdBuildMode, number>> = { bitmap: 1, gray: 1, indexed: 1, rgb: 3, cmyk: 4, multichannel: 1, duotone: 1, lab: 3 };

export function psdBytes(picture: PsdPicture): Buffer {
  const { widthPx, heightPx, mode = 'rgb', version = 1, compression = 0, resources = [] } = picture;
  const bits = picture.bits ?? (mode === 'bitmap' ? 1 : 8);
  const planes = picture.planes ?? Array.from({ length: modeChannels[mode] }, () => Array<number>(widthPx * heightPx).fill(0));
  const head = Buffer.alloc(26);
  head.write('8BPS');
  head.writeUInt16BE(version, 4);
  head.writeUInt16BE(planes.length, 12);
  head.writeUInt32BE(heightPx, 14);
  head.writeUInt32BE(widthPx, 18);
  head.writeUInt16BE(bits, 22);
  head.writeUInt16BE(modeCodes[mode], 24);
  return Buffer.concat([head, u32(0), sized(Buffer.concat(resources)), sized(layerSection(picture, bits)), mergedBytes(planes, widthPx, bits, compression)]);
}

/** A resource that says whether there are merged pixels. */
export function versionResource(hasMergedPixels: boolean): Buffer {
  return photoshopResource(1057, '', Buffer.concat([u32(1), Buffer.of(hasMergedPixels ? 1 : 0), wideText('a'), wideText('b'), u32(1)]));
}

/** A block of additional layer information. @param padTo Contents are padded to a multiple of it. */
export function psdBlock(key: string, content: Uint8Array, padTo = 2): Buffer {
  return Buffer.concat([Buffer.from(`8BIM${key}`, 'latin1'), u32(content.byteLength), content, Buffer.alloc((padTo - (content.byteLength % padTo)) % padTo)]);
}

/** Count and UTF-16, as Unicode strings stand everywhere. */
export function wideText(text: string): Buffer {
  return Buffer.concat([u32(text.length), Buffer.from(text, 'utf16le').swap16()]);
}

export function u16(value: number): Buffer {
  return Buffer.of((value >> 8) & 255, value & 255);
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value | 0);
  return bytes;
}

function sized(content: Buffer): Buffer {
  return Buffer.concat([u32(content.length), content]);
}

function layerSection(picture: PsdPicture, bits: number): Buffer {
  const { layers = [], blocks = [], areLayersInBlock = false } = picture;
  if (layers.length === 0 && blocks.length === 0) return Buffer.alloc(0);
  const content = layers.length === 0 ? Buffer.alloc(0) : layersContent(layers, bits, picture.isMergedTransparent ?? false);
  const inBlock = areLayersInBlock ? [psdBlock('Lr16', content, 4)] : [];
  return Buffer.concat([sized(areLayersInBlock ? Buffer.alloc(0) : content), u32(0), ...inBlock, ...blocks]);
}

function layersContent(layers: readonly PsdBuildLayer[], bits: number, isMergedTransparent: boolean): Buffer {
  const made = layers.map((layer) => layerParts(layer, bits));
  const content = Buffer.concat([
    u16(isMergedTransparent ? -layers.length : layers.length), ...made.map(({ record }) => record), ...made.map(({ pixels }) => pixels),
  ]);
  return Buffer.concat([content, Buffer.alloc(content.length % 2)]);
}

function layerParts(layer: PsdBuildLayer, bits: number): { readonly record: Buffer; readonly pixels: Buffer } {
  const { name = 'Layer 1', box: [left, top, right, bottom] = [0, 0, 0, 0], blendKey = 'norm', opacity = 255, channels = [] } = layer;
  const pixels = channels.map(({ samples, compression = 0, widthPx = right - left }) =>
    Buffer.concat([u16(compression), channelBytes(samples, widthPx, bits, compression)]));
  const label = Buffer.from(name, 'latin1').subarray(0, 255);
  const pascal = Buffer.concat([Buffer.of(label.length), label]);
  const extra = Buffer.concat([
    sized(layer.mask ?? Buffer.alloc(0)), u32(0), pascal, Buffer.alloc((4 - (pascal.length % 4)) % 4), ...layer.blocks ?? [],
  ]);
  const record = Buffer.concat([
    ...[top, left, bottom, right].map(u32), u16(channels.length),
    ...channels.map(({ id }, index) => Buffer.concat([u16(id), u32(pixels[index]!.length)])),
    Buffer.from(`8BIM${blendKey}`, 'latin1'), Buffer.of(opacity, layer.isClipped ? 1 : 0, layer.flags ?? 0, 0), sized(extra),
  ]);
  return { record, pixels: Buffer.concat(pixels) };
}

/** Packed rows stand behind the sizes of all rows of all channels. */
function mergedBytes(planes: readonly (readonly number[])[], widthPx: number, bits: number, compression: PsdCompression): Buffer {
  if (compression !== 1) {
    const rows = planes.flatMap((plane) => sampleRows(plane, widthPx, bits));
    return Buffer.concat([u16(compression), compression === 0 ? Buffer.concat(rows) : deflated(rows, bits, compression)]);
  }
  const packed = planes.flatMap((plane) => sampleRows(plane, widthPx, bits).map(packBits));
  return Buffer.concat([u16(1), ...packed.map((row) => u16(row.length)), ...packed]);
}

function channelBytes(samples: readonly number[], widthPx: number, bits: number, compression: PsdCompression): Buffer {
  const rows = sampleRows(samples, widthPx, bits);
  if (compression === 0) return Buffer.concat(rows);
  if (compression !== 1) return deflated(rows, bits, compression);
  const packed = rows.map(packBits);
  return Buffer.concat([...packed.map((row) => u16(row.length)), ...packed]);
}

function deflated(rows: readonly Buffer[], bits: number, compression: 2 | 3): Buffer {
  return deflateSync(Buffer.concat(compression === 2 ? rows : rows.map((row) => differences(row, bits))));
}

/** Each sample less the one before it. */
function differences(row: Buffer, bits: number): Buffer {
  const step = bits / 8;
  const made = Buffer.from(row);
  for (let at = row.length - step; at >= step; at -= step) {
    if (step === 2) made.writeUInt16BE((row.readUInt16BE(at) - row.readUInt16BE(at - 2)) & 0xffff, at);
    else made[at] = row[at]! - row[at - 1]!;
  }
  return made;
}

function sampleRows(samples: readonly number[], widthPx: number, bits: number): readonly Buffer[] {
  const count = widthPx === 0 ? 0 : samples.length / widthPx;
  return Array.from({ length: count }, (_, row) => {
    const values = samples.slice(row * widthPx, (row + 1) * widthPx);
    if (bits === 8) return Buffer.from(values);
    if (bits !== 1) return Buffer.concat(values.map((value) => (bits === 16 ? u16(value) : u32(value))));
    const bytes = Buffer.alloc(Math.ceil(widthPx / 8));
    values.forEach((value, at) => { bytes[at >> 3]! |= value << (7 - (at & 7)); });
    return bytes;
  });
}

/** Runs of three and more, literals of up to 128. */
function packBits(row: Buffer): Buffer {
  const parts: Buffer[] = [];
  const runAt = (at: number): number => {
    let end = at + 1;
    while (end < row.length && end - at < 128 && row[end] === row[at]) end++;
    return end - at;
  };
  for (let at = 0; at < row.length;) {
    const run = runAt(at);
    if (run >= 3) {
      parts.push(Buffer.of(257 - run, row[at]!));
      at += run;
      continue;
    }
    let end = at;
    while (end < row.length && end - at < 128 && runAt(end) < 3) end++;
    parts.push(Buffer.of(end - at - 1), row.subarray(at, end));
    at = end;
  }
  return Buffer.concat(parts);
}

import sharp, { type JpegOptions, type Sharp } from 'sharp';
import type { Pixels } from '#ports';

/** A picture to make: size, colour and depth are what a test is about; the motif is always the same. */
export type Picture = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly colour?: Pixels['colour'];
  readonly hasAlpha?: boolean;
  readonly bits?: 8 | 16;
};

/** Smooth slopes in every channel with a soft wave, so that codecs and filters have something fair to work on; alpha, if
 *  any, rises from left to right. */
export function motif({ widthPx, heightPx, colour = 'rgb', hasAlpha = false, bits = 8 }: Picture): Pixels {
  const colours = { gray: 1, rgb: 3, cmyk: 4 }[colour];
  const components = colours + (hasAlpha ? 1 : 0);
  const max = bits === 16 ? 65535 : 255;
  const samples = new (bits === 16 ? Uint16Array : Uint8Array)(widthPx * heightPx * components);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const [across, down] = [x / Math.max(1, widthPx - 1), y / Math.max(1, heightPx - 1)];
      const values = [across, down, (across + down) / 2, 0.2 + 0.1 * Math.sin(x / 17) * Math.cos(y / 23)].slice(0, colours);
      if (hasAlpha) values.push(across);
      values.forEach((value, component) => { samples[(y * widthPx + x) * components + component] = Math.round(value * max); });
    }
  }
  return { widthPx, heightPx, colour, hasAlpha, bitsPerComponent: bits, samples };
}

/** Gray or RGB pixels as an image of the library. */
export function asImage(pixels: Pixels): Sharp {
  const channels = pixels.samples.length / pixels.widthPx / pixels.heightPx as 1 | 2 | 3 | 4;
  const input = pixels.samples instanceof Uint16Array ? pixels.samples : Buffer.from(pixels.samples.buffer);
  return sharp(input, { raw: { width: pixels.widthPx, height: pixels.heightPx, channels } });
}

export function jpegBytes(picture: Picture, options: JpegOptions = {}): Promise<Buffer> {
  return asImage(motif(picture)).toColourspace(picture.colour === 'gray' ? 'b-w' : 'srgb').jpeg({ quality: 90, ...options }).toBuffer();
}

export function pngBytes(picture: Picture): Promise<Buffer> {
  const space = picture.colour === 'gray' ? (picture.bits === 16 ? 'grey16' : 'b-w') : picture.bits === 16 ? 'rgb16' : 'srgb';
  return asImage(motif(picture)).toColourspace(space).png().toBuffer();
}

/** An uncompressed classic TIFF of one strip with exactly these fields: for facts no writer would write. */
export function tiffBytes(fields: Readonly<Record<number, number | readonly number[]>>, data: Uint8Array): Buffer {
  const entries = Object.entries(fields).map(([tag, value]) => [Number(tag), [value].flat()] as const)
    .concat([[273, [0]], [279, [data.byteLength]]]).toSorted((a, b) => a[0] - b[0]);
  const tableEnd = 8 + 2 + entries.length * 12 + 4;
  const longValues = entries.reduce((sum, [, values]) => sum + (values.length > 1 ? values.length * 4 : 0), 0);
  const head = Buffer.alloc(tableEnd + longValues);
  head.write('II*\0', 0, 'latin1');
  head.writeUInt32LE(8, 4);
  head.writeUInt16LE(entries.length, 8);
  let free = tableEnd;
  for (const [index, [tag, values]] of entries.entries()) {
    const at = 10 + index * 12;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(4, at + 2);
    head.writeUInt32LE(values.length, at + 4);
    if (values.length === 1) head.writeUInt32LE(tag === 273 ? head.length : values[0]!, at + 8);
    else {
      head.writeUInt32LE(free, at + 8);
      for (const value of values) free = head.writeUInt32LE(value, free);
    }
  }
  return Buffer.concat([head, data]);
}

/** One Photoshop image resource as it stands in a block of them. */
export function photoshopResource(id: number, name: string, content: Uint8Array): Buffer {
  const even = (bytes: Uint8Array): Buffer => Buffer.concat([bytes, Buffer.alloc(bytes.byteLength % 2)]);
  const head = Buffer.alloc(6);
  head.write('8BIM', 'latin1');
  head.writeUInt16BE(id, 4);
  const text = Buffer.from(name, 'latin1');
  const size = Buffer.alloc(4);
  size.writeUInt32BE(content.byteLength);
  return Buffer.concat([head, even(Buffer.concat([Buffer.of(text.length), text])), size, even(content)]);
}

/** Puts a marker segment right behind the start of a JPEG. */
export function withJpegSegment(jpeg: Uint8Array, marker: number, content: Uint8Array): Buffer {
  const head = Buffer.of(0xff, marker, 0, 0);
  head.writeUInt16BE(content.byteLength + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, content, jpeg.subarray(2)]);
}

/** A JPEG that carries Photoshop resources. */
export function withPhotoshop(jpeg: Uint8Array, ...resources: readonly Buffer[]): Buffer {
  return withJpegSegment(jpeg, 0xed, Buffer.concat([Buffer.from('Photoshop 3.0\0', 'latin1'), ...resources]));
}

/** The header and description of a profile; no colour engine could use it. */
export function profileBytes(space: string, description: string, type: 'desc' | 'mluc' = 'desc'): Buffer {
  const text = type === 'desc' ? Buffer.from(`${description}\0`, 'latin1') : Buffer.from(description, 'utf16le').swap16();
  const tag = Buffer.alloc((type === 'desc' ? 12 : 28) + text.length);
  tag.write(type, 'latin1');
  if (type === 'desc') tag.writeUInt32BE(text.length, 8);
  else {
    tag.writeUInt32BE(1, 8);
    tag.writeUInt32BE(12, 12);
    tag.write('enUS', 16, 'latin1');
    tag.writeUInt32BE(text.length, 20);
    tag.writeUInt32BE(28, 24);
  }
  text.copy(tag, tag.length - text.length);
  const head = Buffer.alloc(144);
  head.write(`mntr${space.padEnd(4)}XYZ `, 12, 'latin1');
  head.write('acsp', 36, 'latin1');
  head.writeUInt32BE(1, 128);
  head.write('desc', 132, 'latin1');
  head.writeUInt32BE(144, 136);
  head.writeUInt32BE(tag.length, 140);
  const whole = Buffer.concat([head, tag]);
  whole.writeUInt32BE(whole.length, 0);
  return whole;
}

/** Mean of the decibels between two images of equal shape: 8 bit, per component. */
export function psnrDb(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index]! - b[index]!) ** 2;
  return sum === 0 ? Infinity : 10 * Math.log10(255 ** 2 / (sum / a.length));
}

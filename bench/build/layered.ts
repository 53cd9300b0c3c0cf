import { open } from 'node:fs/promises';
import sharp from 'sharp';
import { photograph } from './photograph.ts';

export type LayeredDocument = { readonly widthPx: number; readonly heightPx: number; readonly layers: number; readonly layerWidthPx: number; readonly layerHeightPx: number; readonly isPacked: boolean };

/** A layer of the document: where it lies, and its samples, interleaved with alpha. */
export type LayerPixels = { readonly leftPx: number; readonly topPx: number; readonly widthPx: number; readonly heightPx: number; readonly samples: Uint8Array };

/** Writes a Photoshop document of many layers that cost what photographs cost, each an ellipse with a soft edge, over an opaque bottom.
 *  @returns what it consists of, the merged image (its bottom alone, nobody compares) first. */
export async function writeLayered(path: string, { widthPx, heightPx, layers, layerWidthPx, layerHeightPx, isPacked }: LayeredDocument): Promise<readonly LayerPixels[]> {
  const bottom = await sharp(await photograph(widthPx, heightPx)).ensureAlpha().raw().toBuffer();
  const picture = await sharp(bottom, { raw: { width: widthPx, height: heightPx, channels: 4 } }).extract({ left: 0, top: 0, width: layerWidthPx, height: layerHeightPx }).raw().toBuffer();
  const parts: LayerPixels[] = [{ leftPx: 0, topPx: 0, widthPx, heightPx, samples: bottom }];
  const shaped = ellipse(picture, layerWidthPx, layerHeightPx);
  for (let layer = 1; layer < layers; layer++) {
    parts.push({
      leftPx: (layer * 397) % (widthPx - layerWidthPx + 1), topPx: (layer * 211) % (heightPx - layerHeightPx + 1), widthPx: layerWidthPx, heightPx: layerHeightPx, samples: shaped,
    });
  }
  const file = await open(path, 'w');
  try {
    const bottomPlanes = planes(bottom, isPacked ? widthPx : undefined);
    const shapedPlanes = planes(shaped, isPacked ? layerWidthPx : undefined);
    const channelsOf = (index: number): readonly (readonly [number, Buffer])[] => (index === 0 ? bottomPlanes.slice(0, 3).map((plane, id) => [id, plane] as const)
      : [[-1, shapedPlanes[3]!] as const, ...shapedPlanes.slice(0, 3).map((plane, id) => [id, plane] as const)]);
    const records = Buffer.concat(parts.map((part, index) => record(part, `Part ${index}`, channelsOf(index))));
    const pixelsBytes = parts.reduce((sum, _, index) => sum + channelsOf(index).reduce((all, [, plane]) => all + plane.length, 0), 0);
    const length = 2 + records.length + pixelsBytes;
    await file.write(Buffer.concat([Buffer.from('8BPS'), words(1, 0, 0, 0, 3), longs(heightPx, widthPx), words(8, 3), longs(0, 0, length + (length & 1) + 8, length + (length & 1)), words(parts.length), records]));
    for (const [index] of parts.entries()) for (const [, plane] of channelsOf(index)) await file.write(plane);
    await file.write(Buffer.concat([Buffer.alloc(length & 1), longs(0), words(0)]));
    for (let channel = 0; channel < 3; channel++) await file.write(planeOf(bottom, channel));
  } finally {
    await file.close();
  }
  return parts;
}

function record({ leftPx, topPx, widthPx, heightPx }: LayerPixels, name: string, channels: readonly (readonly [number, Buffer])[]): Buffer {
  const label = Buffer.from(name);
  const pascal = Buffer.concat([Buffer.of(label.length), label]);
  const extra = Buffer.concat([longs(0, 0), pascal, Buffer.alloc((4 - (pascal.length % 4)) % 4)]);
  return Buffer.concat([
    longs(topPx, leftPx, topPx + heightPx, leftPx + widthPx), words(channels.length), ...channels.map(([id, plane]) => Buffer.concat([words(id), longs(plane.length)])),
    Buffer.from('8BIMnorm'), Buffer.of(255, 0, 0, 0), longs(extra.length), extra,
  ]);
}

/** The four channels as a layer keeps them: plain, or packed by rows of a width. */
function planes(samples: Uint8Array, packedWidthPx: number | undefined): readonly Buffer[] {
  return [0, 1, 2, 3].map((channel) => {
    const plane = planeOf(samples, channel);
    if (packedWidthPx === undefined) return Buffer.concat([words(0), plane]);
    const rows = Array.from({ length: plane.length / packedWidthPx }, (_, row) => packed(plane.subarray(row * packedWidthPx, (row + 1) * packedWidthPx)));
    return Buffer.concat([words(1), ...rows.map(({ length }) => words(length)), ...rows]);
  });
}

function planeOf(samples: Uint8Array, channel: number): Buffer {
  const plane = Buffer.alloc(samples.length / 4);
  for (let pixel = 0; pixel < plane.length; pixel++) plane[pixel] = samples[pixel * 4 + channel]!;
  return plane;
}

/** PackBits: runs of three and more, literals of up to 128. */
function packed(row: Buffer): Buffer {
  const out = Buffer.alloc(row.length + Math.ceil(row.length / 128) + 2);
  let put = 0;
  const isRun = (at: number): boolean => at + 2 < row.length && row[at] === row[at + 1] && row[at] === row[at + 2];
  for (let at = 0; at < row.length;) {
    let end = at + 1;
    if (isRun(at)) {
      while (end < row.length && end - at < 128 && row[end] === row[at]) end++;
      out[put++] = 257 - (end - at);
      out[put++] = row[at]!;
    } else {
      while (end < row.length && end - at < 128 && !isRun(end)) end++;
      out[put++] = end - at - 1;
      put += row.copy(out, put, at, end);
    }
    at = end;
  }
  return out.subarray(0, put);
}

function ellipse(picture: Uint8Array, widthPx: number, heightPx: number): Uint8Array {
  const samples = Uint8Array.from(picture);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const radius = Math.hypot((2 * x) / widthPx - 1, (2 * y) / heightPx - 1);
      samples[(y * widthPx + x) * 4 + 3] = Math.max(0, Math.min(255, (1 - radius) * 2000));
    }
  }
  return samples;
}

function words(...values: readonly number[]): Buffer {
  return Buffer.concat(values.map((value) => Buffer.of((value >> 8) & 255, value & 255)));
}

function longs(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeInt32BE(value | 0, index * 4));
  return bytes;
}

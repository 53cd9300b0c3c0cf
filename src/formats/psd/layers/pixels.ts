import { brokenFile, byteReader, type ByteSource } from '../../bytes.ts';
import { psdColour } from '../composite.ts';
import type { PsdDocument } from '../document.ts';
import { openCursor } from '../pixels/cursor.ts';
import { openInflation } from '../pixels/inflate.ts';
import { deflatedPlane, packedPlane, plainPlane, readCounts, windowPlane, type Plane } from '../pixels/planes.ts';
import { coloursOf, openRows, type PsdRowReader, type PsdRowShape } from '../pixels/row-reader.ts';
import { overlap } from './box.ts';
import type { PsdBox, PsdChannel, PsdLayer, PsdMask } from './types.ts';

/** A raster mask, read from the top. */
export type PsdMaskReader = {
  /** What `rows` gives; all around it the mask is `outside`. */
  readonly box: PsdBox;
  readonly outside: number;
  /** The next rows: 0 hides, 255 shows; a view that holds until the next call. @throws BROKEN_FILE */
  rows(count: number): Uint8Array;
};

/** No layer of a document that may have 30,000 pixels is wider or higher than this in earnest. */
const maxEdgePx = 300_000;

/** Opens the pixels of a layer, masks and opacity not applied. Alpha is there when the layer has a transparency channel.
 *  @param within Only what lies in here too: the canvas, for instance. Size and place of what comes are `overlap(layer.box, within)`.
 *  @throws BROKEN_FILE, UNSUPPORTED_IMAGE
 *  @source Adobe Photoshop file formats specification, "Channel image data" */
export function readPsdLayer(source: ByteSource, document: PsdDocument, layer: PsdLayer, within: PsdBox = layer.box): PsdRowReader {
  const { colour, bitsPerComponent } = psdColour(document);
  const part = overlap(layer.box, within);
  const transparency = layer.channels.find(({ id }) => id === -1);
  const shape: PsdRowShape = {
    colour, bitsPerComponent, widthPx: part.rightPx - part.leftPx, heightPx: part.bottomPx - part.topPx, hasAlpha: transparency !== undefined,
  };
  const open = (channel: PsdChannel): Plane => openChannel(source, channel, layer.box, part, bitsPerComponent);
  const isEmpty = shape.widthPx === 0 || shape.heightPx === 0;
  const colours = isEmpty ? [] : Array.from({ length: coloursOf[colour] }, (_, id) => open(colourChannel(layer, id)));
  return openRows({ shape, colours, alpha: transparency && !isEmpty ? open(transparency) : undefined, storedBits: bitsPerComponent, isOnWhite: false });
}

/** Opens a mask of a layer or a group.
 *  @param owner Whose mask it is. @param within As with layers.
 *  @throws BROKEN_FILE, UNSUPPORTED_IMAGE */
export function readPsdMask(
  source: ByteSource, document: PsdDocument, owner: { readonly channels: readonly PsdChannel[] }, mask: PsdMask, within: PsdBox = mask.box,
): PsdMaskReader {
  const { bitsPerComponent } = psdColour(document);
  const channel = owner.channels.find(({ id }) => id === mask.channelId);
  const box = overlap(mask.box, within);
  const isEmpty = channel === undefined || box.rightPx === box.leftPx || box.bottomPx === box.topPx;
  const shape = {
    colour: 'gray', bitsPerComponent, widthPx: box.rightPx - box.leftPx, heightPx: isEmpty ? 0 : box.bottomPx - box.topPx, hasAlpha: false,
  } as const;
  const colours = isEmpty ? [] : [openChannel(source, channel, mask.box, box, bitsPerComponent)];
  const reader = openRows({ shape, colours, alpha: undefined, storedBits: bitsPerComponent, isOnWhite: false });
  return {
    box: isEmpty ? { ...box, bottomPx: box.topPx } : box,
    outside: mask.outside,
    rows(count) {
      const { colour } = reader.rows(count);
      return colour instanceof Uint16Array ? Uint8Array.from(colour, (sample) => Math.round(sample / 257)) : colour;
    },
  };
}

function colourChannel(layer: PsdLayer, id: number): PsdChannel {
  const channel = layer.channels.find((candidate) => candidate.id === id);
  if (!channel) throw brokenFile(`a Photoshop layer without its channel ${id}`);
  return channel;
}

function openChannel(source: ByteSource, channel: PsdChannel, box: PsdBox, part: PsdBox, bits: 8 | 16): Plane {
  const [widthPx, rows] = [box.rightPx - box.leftPx, box.bottomPx - box.topPx];
  if (widthPx > maxEdgePx || rows > maxEdgePx) throw brokenFile(`a Photoshop layer of ${widthPx} by ${rows} pixels`);
  const sampleBytes = bits / 8;
  const rowBytes = widthPx * sampleBytes;
  const whole = openWhole(source, channel, rows, rowBytes, sampleBytes);
  return windowPlane(whole, part.topPx - box.topPx, (part.leftPx - box.leftPx) * sampleBytes, (part.rightPx - part.leftPx) * sampleBytes);
}

function openWhole(source: ByteSource, channel: PsdChannel, rows: number, rowBytes: number, sampleBytes: number): Plane {
  const end = channel.offset + channel.sizeBytes;
  if (channel.sizeBytes < 2) throw brokenFile('a Photoshop channel without pixels');
  const compression = byteReader(source.read(channel.offset, 2), 'big', 'Photoshop pixels').u16(0);
  const start = channel.offset + 2;
  switch (compression) {
    case 0: return plainPlane(openCursor(source, start, end), rowBytes);
    case 1: return packedPlane(openCursor(source, start + rows * 2, end), readCounts(source, start, rows), rowBytes);
    case 2: return deflatedPlane(openInflation(source, start, end), rowBytes, 0);
    case 3: return deflatedPlane(openInflation(source, start, end), rowBytes, sampleBytes === 2 ? 2 : 1);
    default: throw brokenFile(`Photoshop pixels of compression ${compression}`);
  }
}

import { Failure } from '#base';
import { brokenFile, byteReader, type ByteSource } from '../bytes.ts';
import type { PsdDocument } from './document.ts';
import { psdColours, type PsdMode } from './header.ts';
import { openCursor } from './pixels/cursor.ts';
import { openInflation } from './pixels/inflate.ts';
import { deflatedPlane, packedPlanes, plainPlane, windowPlane, type Plane } from './pixels/planes.ts';
import { openRows, type PsdRowReader, type PsdRowShape } from './pixels/row-reader.ts';

const readable: Partial<Record<PsdMode, PsdRowShape['colour']>> = { bitmap: 'gray', gray: 'gray', rgb: 'rgb', cmyk: 'cmyk' };

const modeNames: Readonly<Record<PsdMode, string>> = {
  bitmap: 'bitmap', gray: 'grayscale', indexed: 'indexed colour', rgb: 'RGB', cmyk: 'CMYK', multichannel: 'multichannel', duotone: 'duotone', lab: 'Lab',
};

/** Why pixels of such documents are not read, in words for the job log; undefined: they are.
 *  @source specification of production, §1 */
export function unreadablePsd(document: Pick<PsdDocument, 'mode' | 'bitsPerComponent'>): string | undefined {
  if (readable[document.mode] === undefined) return `Photoshop documents in ${modeNames[document.mode]} mode are not supported`;
  return document.bitsPerComponent === 32 ? 'Photoshop documents of 32 bits are not supported' : undefined;
}

/** Shape of the rows of a document's merged image and of its layers. @throws UNSUPPORTED_IMAGE */
export function psdColour(document: PsdDocument): Pick<PsdRowShape, 'colour' | 'bitsPerComponent'> {
  const reason = unreadablePsd(document);
  const colour = readable[document.mode];
  if (reason !== undefined || colour === undefined) throw new Failure('UNSUPPORTED_IMAGE', { detail: reason ?? document.mode });
  return { colour, bitsPerComponent: document.bitsPerComponent === 16 ? 16 : 8 };
}

/** Opens the merged image, to be read row by row from the top: 1 bit becomes 8-bit gray, channels behind the transparency
 *  are left out.
 *  @throws UNSUPPORTED_IMAGE, BROKEN_FILE
 *  @source Adobe Photoshop file formats specification, "Image data section" */
export function readPsdComposite(source: ByteSource, document: PsdDocument): PsdRowReader {
  const { widthPx, heightPx, mode, channels, hasTransparency: hasAlpha } = document;
  const storedBits = document.bitsPerComponent === 32 ? 16 : document.bitsPerComponent;
  const shape = { ...psdColour(document), widthPx, heightPx, hasAlpha };
  const colours = psdColours[mode];
  const rowBytes = Math.ceil((widthPx * storedBits) / 8);
  const planes = openPlanes(source, document.mergedOffset, { rows: heightPx, channels, rowBytes, sampleBytes: storedBits === 16 ? 2 : 1 }, colours + (hasAlpha ? 1 : 0));
  return openRows({ shape, colours: planes.slice(0, colours), alpha: planes[colours], storedBits, isOnWhite: true });
}

function openPlanes(
  source: ByteSource, offset: number, size: { rows: number; channels: number; rowBytes: number; sampleBytes: 1 | 2 }, wanted: number,
): readonly Plane[] {
  const compression = byteReader(source.read(offset, 2), 'big', 'Photoshop pixels').u16(0);
  const planeBytes = size.rows * size.rowBytes;
  const start = offset + 2;
  switch (compression) {
    case 0: return Array.from({ length: wanted }, (_, channel) =>
      plainPlane(openCursor(source, start + channel * planeBytes, start + (channel + 1) * planeBytes), size.rowBytes));
    case 1: return packedPlanes(source, start, size, wanted);
    case 2: case 3: return Array.from({ length: wanted }, (_, channel) => {
      // One stream for all channels: each of ours unpacks what lies before its own. No program is known to write this.
      const inflation = openInflation(source, start, source.sizeBytes);
      const plane = deflatedPlane(inflation, size.rowBytes, compression === 2 ? 0 : size.sampleBytes);
      return windowPlane(plane, channel * size.rows, 0, size.rowBytes);
    });
    default: throw brokenFile(`Photoshop pixels of compression ${compression}`);
  }
}

import type { ByteSource } from '../bytes.ts';
import type { Picture, Samples } from '../picture.ts';
import { psdColour, readPsdComposite } from './composite.ts';
import { readPsd, type PsdDocument } from './document.ts';
import { coloursOf, type PsdRowReader, type PsdRows } from './pixels/row-reader.ts';

/** Samples of one band, about. */
const bandSamples = 2 ** 20;

/** Opens a Photoshop document as the picture that its merged image is.
 *  @throws BROKEN_FILE; UNSUPPORTED_IMAGE for modes and depths that are not read, and for PSB */
export function openPsd(source: ByteSource): Picture {
  const document = readPsd(source);
  const { widthPx, heightPx, resolutionPpi, icc, exif, xmp, resources, hasTransparency } = document;
  return {
    ...psdColour(document), widthPx, heightPx, resolutionPpi, icc, exif, xmp, hasAlpha: hasTransparency, photoshop: resources,
    bands: () => mergedBands(source, document),
  };
}

function* mergedBands(source: ByteSource, document: PsdDocument): Generator<Samples> {
  const reader = readPsdComposite(source, document);
  const components = coloursOf[reader.colour] + (reader.hasAlpha ? 1 : 0);
  const rowsPerBand = Math.max(1, Math.floor(bandSamples / (reader.widthPx * components)));
  for (let row = 0; row < reader.heightPx; row += rowsPerBand) yield interleaved(reader.rows(rowsPerBand), reader);
}

/** Alpha goes between the colours again, in their depth. */
function interleaved({ colour, alpha }: PsdRows, shape: PsdRowReader): Samples {
  if (!alpha) return colour.slice();
  const colours = coloursOf[shape.colour];
  const factor = shape.bitsPerComponent === 16 ? 257 : 1;
  const samples = new (shape.bitsPerComponent === 16 ? Uint16Array : Uint8Array)(alpha.length * (colours + 1));
  for (let pixel = 0, from = 0, to = 0; pixel < alpha.length; pixel++) {
    for (let component = 0; component < colours; component++) samples[to++] = colour[from++]!;
    samples[to++] = alpha[pixel]! * factor;
  }
  return samples;
}

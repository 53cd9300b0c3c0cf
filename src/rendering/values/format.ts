import type { ColourSpace } from '#ports';
import { badRequest, notAvailableYet } from '../failures.ts';

export type TiffCompression = 'none' | 'lzw' | 'deflate' | 'jpeg';

/** What a reply is encoded as. @source delivery, §3.6 */
export type OutputFormat = {
  readonly codec: 'jpeg' | 'png' | 'webp' | 'avif' | 'tiff';
  readonly hasAlpha: boolean;
  readonly colour: ColourSpace;
  readonly isProgressive: boolean;
  readonly isLossless: boolean;
  readonly compression: TiffCompression;
};

type FormatRow = {
  readonly codec: OutputFormat['codec'];
  readonly colours: readonly ColourSpace[];
  readonly compressions: readonly string[];
  readonly mayHaveAlpha: boolean;
};

const lossy = ['lossy', 'lossless'];
const formats: Readonly<Record<string, FormatRow>> = {
  jpeg: { codec: 'jpeg', colours: ['rgb', 'gray', 'cmyk'], compressions: [], mayHaveAlpha: false },
  jpg: { codec: 'jpeg', colours: ['rgb', 'gray', 'cmyk'], compressions: [], mayHaveAlpha: false },
  pjpeg: { codec: 'jpeg', colours: ['rgb', 'gray', 'cmyk'], compressions: [], mayHaveAlpha: false },
  png: { codec: 'png', colours: ['rgb', 'gray'], compressions: [], mayHaveAlpha: true },
  webp: { codec: 'webp', colours: ['rgb'], compressions: lossy, mayHaveAlpha: true },
  web: { codec: 'webp', colours: ['rgb'], compressions: lossy, mayHaveAlpha: true },
  avif: { codec: 'avif', colours: ['rgb'], compressions: lossy, mayHaveAlpha: true },
  tif: { codec: 'tiff', colours: ['rgb', 'gray', 'cmyk'], compressions: ['none', 'lzw', 'zip', 'jpeg'], mayHaveAlpha: true },
};

/** Formats of the protocol that this version does not write. */
const laterFormats: ReadonlySet<string> = new Set([
  'png8', 'gif', 'pdf', 'eps', 'swf', 'swf3', 'jpeg2000', 'jpegxr', 'heic', 'm3u8', 'f4m',
]);

/** @param value Of `fmt=`; undefined: the default.
 *  @param defaultColour Pixel type where none is named. */
export function readFormat(value: string | undefined, defaultColour: ColourSpace): OutputFormat {
  const [written = '', type = '', compression = ''] = (value ?? 'jpeg').toLowerCase().split(',').map((item) => item.trim());
  const wantsAlpha = written.endsWith('-alpha');
  const name = wantsAlpha ? written.slice(0, -'-alpha'.length) : written || 'jpeg';
  if (laterFormats.has(name)) throw notAvailableYet(`fmt=${written}`);
  const row = Object.hasOwn(formats, name) ? formats[name] : undefined;
  if (!row || (wantsAlpha && !row.mayHaveAlpha) || (name === 'web' && !wantsAlpha)) throw badRequest(`unknown format ${written}`);
  if (!row.compressions.includes(compression) && compression !== '' && !(compression === 'none' && row.compressions.length === 0)) {
    throw badRequest(`compression ${compression} does not fit fmt=${written}`);
  }
  if (wantsAlpha && compression === 'jpeg') throw badRequest('compression jpeg does not fit fmt=tif-alpha');
  const colour = type === '' ? (row.colours.includes(defaultColour) ? defaultColour : 'rgb') : row.colours.find((one) => one === type);
  if (colour === undefined) throw badRequest(`pixel type ${type} does not fit fmt=${written}`);
  if (wantsAlpha && colour === 'cmyk') throw notAvailableYet('fmt=tif-alpha,cmyk');
  return {
    codec: row.codec, hasAlpha: wantsAlpha, colour, isProgressive: name === 'pjpeg', isLossless: compression === 'lossless',
    compression: row.codec === 'tiff' ? tiffCompression(compression) : 'none',
  };
}

function tiffCompression(word: string): TiffCompression {
  return word === 'zip' ? 'deflate' : word === 'lzw' || word === 'jpeg' ? word : 'none';
}

const mimes: Readonly<Record<OutputFormat['codec'], string>> = {
  jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp', avif: 'image/avif', tiff: 'image/tiff',
};

export function mimeOf(format: OutputFormat): string {
  return mimes[format.codec];
}

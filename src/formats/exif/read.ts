import { bytesSource, type ByteSource } from '../bytes.ts';
import { utf8OrLatin } from '../text.ts';
import { directoryAt, entryBytes, entryNumber, entryNumbers, readTiff, type Tiff, type TiffDirectory } from '../tiff/read.ts';

/** What an EXIF block says in words and numbers. Texts are trimmed and never empty. */
export type ExifFacts = {
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly keywords: readonly string[];
  readonly creators: readonly string[];
  readonly rights: string | undefined;
  /** ISO 8601 without a zone. */
  readonly createdOn: string | undefined;
  readonly make: string | undefined;
  readonly model: string | undefined;
  /** 1..8 */
  readonly orientation: number | undefined;
  /** Degrees, north and east positive. */
  readonly position: { readonly latitudeDeg: number; readonly longitudeDeg: number } | undefined;
};

/** @source EXIF 2.32 §4.6; Microsoft's XP fields as Windows Explorer writes them */
const tag = {
  imageDescription: 0x010e, make: 0x010f, model: 0x0110, orientation: 0x0112, artist: 0x013b, copyright: 0x8298,
  exifDirectory: 0x8769, gpsDirectory: 0x8825, dateTimeOriginal: 0x9003,
  xpTitle: 0x9c9b, xpComment: 0x9c9c, xpAuthor: 0x9c9d, xpKeywords: 0x9c9e,
  latitudeRef: 1, latitude: 2, longitudeRef: 3, longitude: 4,
} as const;

const maxTextBytes = 65_536;
const maxItems = 1000;

const nothing: ExifFacts = {
  title: undefined, description: undefined, keywords: [], creators: [], rights: undefined, createdOn: undefined,
  make: undefined, model: undefined, orientation: undefined, position: undefined,
};

/** Reads a block, a small TIFF with or without its `Exif` mark, or a TIFF file; what is damaged in it counts as absent.
 *  Never throws. */
export function exifFacts(block: Uint8Array | ByteSource): ExifFacts {
  const tiff = quietly(() => readTiff(sourceOf(block), 1));
  const page = tiff?.directories[0];
  if (!tiff || !page) return nothing;
  const inner = (place: number): TiffDirectory | undefined => quietly(() => {
    const offset = entryNumber(tiff, page, place, 0);
    return offset > 0 ? directoryAt(tiff, offset) : undefined;
  });
  const shot = inner(tag.exifDirectory);
  const orientation = quietly(() => entryNumber(tiff, page, tag.orientation, 0)) ?? 0;
  return {
    title: wideText(tiff, page, tag.xpTitle),
    description: text(tiff, page, tag.imageDescription) ?? wideText(tiff, page, tag.xpComment),
    keywords: words(wideText(tiff, page, tag.xpKeywords)),
    creators: words(text(tiff, page, tag.artist) ?? wideText(tiff, page, tag.xpAuthor)),
    rights: copyright(tiff, page),
    createdOn: shot && momentOf(text(tiff, shot, tag.dateTimeOriginal)),
    make: text(tiff, page, tag.make),
    model: text(tiff, page, tag.model),
    orientation: orientation >= 1 && orientation <= 8 ? orientation : undefined,
    position: positionOf(tiff, inner(tag.gpsDirectory)),
  };
}

function sourceOf(block: Uint8Array | ByteSource): ByteSource {
  if (!(block instanceof Uint8Array)) return block;
  const hasMark = block[0] === 0x45 && block[1] === 0x78;
  return bytesSource(hasMark ? block.subarray(6) : block, 'EXIF');
}

function bytesOf(tiff: Tiff, directory: TiffDirectory, place: number): Uint8Array | undefined {
  return quietly(() => entryBytes(tiff, directory, place))?.subarray(0, maxTextBytes);
}

function text(tiff: Tiff, directory: TiffDirectory, place: number): string | undefined {
  const bytes = bytesOf(tiff, directory, place);
  return bytes && (utf8OrLatin(bytes) || undefined);
}

/** Windows writes UTF-16, little-endian whatever the rest of the block is. */
function wideText(tiff: Tiff, directory: TiffDirectory, place: number): string | undefined {
  const bytes = bytesOf(tiff, directory, place);
  return bytes && (new TextDecoder('utf-16le').decode(bytes).split('\0')[0]?.trim() || undefined);
}

/** Photographer's and editor's notice stand one behind the other, a NUL between. */
function copyright(tiff: Tiff, directory: TiffDirectory): string | undefined {
  const bytes = bytesOf(tiff, directory, tag.copyright);
  if (!bytes) return undefined;
  const end = bytes.indexOf(0);
  const parts = end < 0 ? [bytes] : [bytes.subarray(0, end), bytes.subarray(end + 1)];
  return parts.map(utf8OrLatin).filter((part) => part !== '').join('; ') || undefined;
}

function words(list: string | undefined): readonly string[] {
  return [...new Set((list ?? '').split(';').map((word) => word.trim()).filter((word) => word !== ''))].slice(0, maxItems);
}

function momentOf(written: string | undefined): string | undefined {
  const [, year, month, day, hour, minute, second] = /^(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)/.exec(written ?? '') ?? [];
  return year === undefined || year === '0000' ? undefined : `${year}-${month}-${day}T${hour}:${minute}:${second}`;
}

function positionOf(tiff: Tiff, gps: TiffDirectory | undefined): ExifFacts['position'] {
  if (!gps) return undefined;
  const degrees = (place: number, reference: number, negative: string): number => {
    const [whole = Number.NaN, minutes = 0, seconds = 0] = quietly(() => entryNumbers(tiff, gps, place)) ?? [];
    const sum = whole + (minutes || 0) / 60 + (seconds || 0) / 3600;
    return text(tiff, gps, reference)?.toUpperCase() === negative ? -sum : sum;
  };
  const latitudeDeg = degrees(tag.latitude, tag.latitudeRef, 'S');
  const longitudeDeg = degrees(tag.longitude, tag.longitudeRef, 'W');
  return Math.abs(latitudeDeg) <= 90 && Math.abs(longitudeDeg) <= 180 ? { latitudeDeg, longitudeDeg } : undefined;
}

function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

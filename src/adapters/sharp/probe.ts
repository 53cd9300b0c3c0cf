import { open } from 'node:fs/promises';
import { Failure, readHead, withSource } from '#base';
import {
  brokenFile, embeddedBlocks, entryBytes, exifResolutionPpi, jpegResolutionPpi, pngImageDataBytes, pngResolutionPpi, readTiff, sniff, sniffBytes, tiffFacts,
  tiffTag, type FileKind,
} from '#formats';
import type { RasterProbe } from '#ports';
import type { Metadata } from 'sharp';
import type { SharpLibrary } from './library.ts';
import { isOwnFormat, probeOwn } from './own-readers.ts';
import { imageFailure } from './reasons.ts';

/** JPEG markers and PNG chunks that come before the pixels fit in here unless a profile is huge. */
const headBytes = 256 * 1024;

/** Vector files larger than this are refused: real drawings are not, and the parser holds them whole. */
export const maxSvgBytes = 32 * 2 ** 20;

/** @source specification of production, §1 "Unsupported" */
const maxPngDataBytes = 100 * 2 ** 20;

const cannotRead: Partial<Record<FileKind, string>> = {
  heic: 'HEIC images are not read yet', jp2: 'JPEG 2000 images are not read yet',
  fpx: 'FlashPix images are not read yet', psb: 'large Photoshop documents (PSB) are not supported',
};

/** @throws BROKEN_FILE, UNSUPPORTED_IMAGE */
export async function probeImage(sharp: SharpLibrary, path: string): Promise<RasterProbe> {
  const head = await readHead(path, headBytes);
  const kind = sniff(head.subarray(0, sniffBytes));
  if (isOwnFormat(kind)) return probeOwn(path, kind);
  switch (kind) {
    case 'tiff': return probeTiff(sharp, path);
    case 'jpeg': case 'png': case 'gif': case 'webp': case 'avif': return probeOther(sharp, path, kind, head);
    case 'svg': return probeSvg(sharp, path);
    default: throw new Failure('UNSUPPORTED_IMAGE', { detail: cannotRead[kind] ?? 'this kind of image cannot be read here' });
  }
}

const nothing = {
  isFloat: false, hasAlpha: false, pages: 1, orientation: 1, resolutionPpi: undefined, chromaSubsampling: undefined,
  icc: undefined, exif: undefined, xmp: undefined, photoshop: undefined,
} as const;

/** Facts that refuse a file are read by our own reader: the library fails on some of these with no clear reason. */
async function probeTiff(sharp: SharpLibrary, path: string): Promise<RasterProbe> {
  const facts = withSource(path, tiffFacts);
  if (facts.refusal !== undefined) throw new Failure('UNSUPPORTED_IMAGE', { detail: facts.refusal });
  // Alpha behind another extra channel is not told from it by the library.
  const hasAlpha = facts.extraSamples[0] === 1 || facts.extraSamples[0] === 2;
  const own = {
    ...nothing, format: 'tiff', widthPx: facts.widthPx, heightPx: facts.heightPx, isFloat: facts.isFloat, hasAlpha,
    bitsPerComponent: facts.bitsPerSample as RasterProbe['bitsPerComponent'], resolutionPpi: facts.resolutionPpi,
    colour: facts.colour === 'palette' ? 'rgb' : facts.colour,
  } as const;
  const isReadable = !facts.isFloat && [1, 2, 4, 8, 16].includes(facts.bitsPerSample)
    && facts.colour !== 'lab' && facts.colour !== 'other';
  if (!isReadable) {
    if (facts.colour === 'other') throw brokenFile('its TIFF directory lacks a known colour interpretation');
    return own;
  }
  const metadata = await metadataOf(sharp, path);
  return {
    ...own, colour: colourOf(metadata), bitsPerComponent: facts.bitsPerSample === 16 ? 16 : 8,
    pages: facts.pages, orientation: metadata.orientation ?? 1,
    icc: metadata.icc, exif: metadata.exif, xmp: metadata.xmp,
    photoshop: metadata.tifftagPhotoshop ?? withSource(path, (source) => {
      const tiff = readTiff(source, 1);
      return entryBytes(tiff, tiff.directories[0]!, tiffTag.photoshop)?.slice();
    }),
  };
}

async function probeOther(sharp: SharpLibrary, path: string, kind: 'jpeg' | 'png' | 'gif' | 'webp' | 'avif', head: Uint8Array): Promise<RasterProbe> {
  if (kind === 'png' && withSource(path, (source) => pngImageDataBytes(source, maxPngDataBytes)) > maxPngDataBytes) {
    throw new Failure('UNSUPPORTED_IMAGE', { detail: `PNG with more than ${maxPngDataBytes / 2 ** 20} MB of compressed pixels` });
  }
  const metadata = await metadataOf(sharp, path);
  // The library gives the last of several segments.
  const photoshop = (kind === 'jpeg' ? withSource(path, (source) => embeddedBlocks(source, kind).photoshop) : undefined) ?? metadata.iptc;
  const resolutionPpi = kind === 'jpeg' ? jpegResolutionPpi(head, metadata.exif, photoshop)
    : (kind === 'png' ? pngResolutionPpi(head) : undefined) ?? (metadata.exif && exifResolutionPpi(metadata.exif));
  return {
    ...nothing, format: kind, widthPx: metadata.width, heightPx: metadata.pageHeight ?? metadata.height,
    colour: colourOf(metadata), bitsPerComponent: metadata.depth === 'ushort' ? 16 : 8, hasAlpha: metadata.hasAlpha,
    pages: metadata.pages ?? 1, orientation: metadata.orientation ?? 1, resolutionPpi,
    chromaSubsampling: metadata.chromaSubsampling, icc: metadata.icc, exif: metadata.exif, xmp: metadata.xmp,
    photoshop,
  };
}

async function probeSvg(sharp: SharpLibrary, path: string): Promise<RasterProbe> {
  const metadata = await metadataOf(sharp, await wholeSvg(path));
  return {
    ...nothing, format: 'svg', widthPx: metadata.width, heightPx: metadata.height, colour: 'rgb', bitsPerComponent: 8, hasAlpha: true,
  };
}

/** A drawing is handed over as bytes, never as a path: without a base address it can refer to no other file. */
export async function wholeSvg(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    if ((await file.stat()).size > maxSvgBytes) throw new Failure('UNSUPPORTED_IMAGE', { detail: `SVG above ${maxSvgBytes} bytes` });
    return await file.readFile();
  } finally {
    await file.close();
  }
}

async function metadataOf(sharp: SharpLibrary, input: string | Buffer): Promise<Metadata> {
  try {
    return await sharp(input, { limitInputPixels: false, failOn: 'error' }).metadata();
  } catch (thrown) {
    throw imageFailure(thrown, 0);
  }
}

function colourOf(metadata: Metadata): RasterProbe['colour'] {
  if (metadata.space === 'b-w' || metadata.space === 'grey16') return 'gray';
  if (metadata.space === 'srgb' || metadata.space === 'rgb16' || metadata.space === 'rgb') return 'rgb';
  if (metadata.space === 'cmyk') return 'cmyk';
  return metadata.space === 'lab' || metadata.space === 'labs' ? 'lab' : 'other';
}

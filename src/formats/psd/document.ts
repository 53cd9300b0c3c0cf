import { byteReader, brokenFile, latin1, type ByteSource } from '../bytes.ts';
import { photoshopResolutionPpi, photoshopResources, type PhotoshopResource } from '../photoshop/resources.ts';
import { psdColours, psdHeaderBytes, readPsdHeader, type PsdHeader } from './header.ts';
import { findLayers, type LayersPlace } from './layers/place.ts';

/** A Photoshop document, pixels and layers unread. */
export type PsdDocument = PsdHeader & {
  /** The block of image resources as it stands in the file: paths and the like are read from it. */
  readonly resources: Uint8Array;
  readonly icc: Uint8Array | undefined;
  readonly xmp: Uint8Array | undefined;
  readonly exif: Uint8Array | undefined;
  /** Pixels per inch; undefined when the document does not say. */
  readonly resolutionPpi: number | undefined;
  /** Names of the channels behind the colours, in their order; may be fewer than there are. */
  readonly alphaNames: readonly string[];
  /** False when it was saved without "maximize compatibility": its merged image is empty. */
  readonly hasMergedPixels: boolean;
  /** The first channel behind the colours is the transparency of the merged image. */
  readonly hasTransparency: boolean;
  /** Direction of the light that effects share, in degrees counter-clockwise from the right. */
  readonly globalLightDeg: number;
  /** Where the merged image begins, its two bytes of compression included. */
  readonly mergedOffset: number;
  readonly layersPlace: LayersPlace;
};

/** Blocks above this are cut: what matters of them is small, or stands first. */
const maxResourcesBytes = 64 * 2 ** 20;

const ids = { resolution: 1005, alphaNames: 1006, lightAngle: 1037, icc: 1039, wideAlphaNames: 1045, version: 1057, exif: 1058, xmp: 1060 };

/** Reads what a document says of itself: header, image resources, and where the rest lies.
 *  @throws BROKEN_FILE, and UNSUPPORTED_IMAGE for large documents (PSB)
 *  @source Adobe Photoshop file formats specification */
export function readPsd(source: ByteSource): PsdDocument {
  const header = readPsdHeader(source);
  const palette = sectionAt(source, psdHeaderBytes);
  const block = sectionAt(source, palette.end);
  const layers = sectionAt(source, block.end);
  const resources = source.read(block.start, Math.min(block.end - block.start, maxResourcesBytes));
  const byId = new Map(photoshopResources(resources).toReversed().map((resource) => [resource.id, resource]));
  const layersPlace = findLayers(source, layers.start, layers.end);
  const alphaNames = readAlphaNames(byId);
  return {
    ...header, resources, alphaNames, layersPlace,
    icc: byId.get(ids.icc)?.content, xmp: byId.get(ids.xmp)?.content, exif: byId.get(ids.exif)?.content,
    resolutionPpi: photoshopResolutionPpi(resources),
    hasMergedPixels: hasMergedPixels(resources),
    hasTransparency: header.channels > psdColours[header.mode] && layersPlace.isMergedTransparent,
    globalLightDeg: readAngle(byId.get(ids.lightAngle)),
    mergedOffset: layers.end,
  };
}

/** Was the document saved with its merged image ("maximize compatibility")? Documents that say nothing are old ones, and were.
 *  @param resources Block of its image resources. */
export function hasMergedPixels(resources: Uint8Array): boolean {
  return photoshopResources(resources).find(({ id }) => id === ids.version)?.content[4] !== 0;
}

/** A section is its length and then its content. */
function sectionAt(source: ByteSource, offset: number): { readonly start: number; readonly end: number } {
  const start = offset + 4;
  const end = start + byteReader(source.read(offset, 4), 'big', 'Photoshop document').u32(0);
  if (end > source.sizeBytes) throw brokenFile('Photoshop document ends before its contents do');
  return { start, end };
}

/** @source "Image resource IDs": 1045 (Unicode) counts before 1006 (Pascal strings) */
function readAlphaNames(byId: ReadonlyMap<number, PhotoshopResource>): readonly string[] {
  const wide = byId.get(ids.wideAlphaNames)?.content;
  const names: string[] = [];
  try {
    if (wide) {
      const numbers = byteReader(wide, 'big', 'channel names');
      for (let at = 0; at + 4 <= wide.byteLength && names.length < 56;) {
        const length = numbers.u32(at) * 2;
        names.push(new TextDecoder('utf-16be').decode(numbers.bytes(at + 4, length)).replace(/\0+$/, ''));
        at += 4 + length;
      }
      return names;
    }
    const narrow = byId.get(ids.alphaNames)?.content ?? new Uint8Array();
    for (let at = 0; at < narrow.byteLength && names.length < 56;) {
      const length = narrow[at]!;
      names.push(latin1(narrow.subarray(at + 1, at + 1 + length)));
      at += 1 + length;
    }
  } catch {
    // Names before the damage are kept.
  }
  return names;
}

function readAngle(resource: PhotoshopResource | undefined): number {
  // Photoshop's own default.
  if (!resource || resource.content.byteLength < 4) return 120;
  return byteReader(resource.content, 'big', 'light').i32(0);
}

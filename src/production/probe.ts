import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { readHead } from '#base';
import { clippingPath, hasMergedPixels, iccFacts, photoshopPaths, readVtt, sniff, sniffBytes, type FileKind, type IccFacts, type VttFacts } from '#formats';
import { isHiddenFile, typeOfFileName, type AssetType } from '#library';
import type { Developed, MediaProbe, Raster, RasterProbe, UndevelopedKind } from '#ports';
import { fitsType, isReadableRaster, undevelopedKind } from './contents.ts';
import type { DocumentProbe } from './documents/types.ts';
import type { LayersProbe } from './layers/types.ts';
import type { TaskFont } from './types.ts';

/** What a file says of itself: plain data, all that planning needs. */
export type FileProbe = {
  readonly fileName: string;
  /** Lower case, without the dot. */
  readonly extension: string;
  readonly isHidden: boolean;
  /** What its name makes of it; undefined for what is not taken. */
  readonly type: AssetType | undefined;
  readonly kind: FileKind;
  readonly sizeBytes: number;
  /** Only of contents that become an image here. */
  readonly image: ImageProbe | undefined;
  /** A Photoshop document that was saved without its merged image: there is nothing to show of it but its layers. */
  readonly unmerged?: ImageProbe;
  /** Read only where they are to become images. */
  readonly layers?: LayersProbe;
  /** Those that texts may be set in. */
  readonly fonts?: readonly TaskFont[];
  /** Only of documents whose pages are to be drawn. */
  readonly document?: DocumentProbe;
  /** Only of captions; a sentence about what is wrong with them. */
  readonly captions?: VttFacts | string;
  /** Only of films and recordings. */
  readonly film?: FilmProbe;
  /** Only of ICC profiles. */
  readonly profile: IccFacts | undefined;
};

/** `unopened`: its container is not one that is opened here. */
export type FilmProbe =
  | { readonly kind: 'probed'; readonly probe: MediaProbe; readonly hasStill: boolean }
  | { readonly kind: 'missing'; readonly program: string }
  | { readonly kind: 'unopened' };

export type ImageProbe = Pick<RasterProbe,
  'format' | 'widthPx' | 'heightPx' | 'colour' | 'bitsPerComponent' | 'isFloat' | 'hasAlpha' | 'pages' | 'orientation' | 'resolutionPpi'
> & {
  /** `broken`: there is one, but it is damaged or for another colour space, and counts as none. */
  readonly profile: 'none' | 'broken' | { readonly name: string | undefined };
  readonly hasXmp: boolean;
  readonly pathNames: readonly string[];
  /** The path that would become a mask. */
  readonly clippingPathName: string | undefined;
};

/** Probe for planning, and the library's own with its bulky parts for the steps. */
export type Probed = {
  readonly file: FileProbe;
  readonly raster: RasterProbe | undefined;
  /** The file that Raster reads: the source itself, or what it was developed into. */
  readonly readablePath: string;
};

/** Turns an image that Raster cannot read into one it can. */
export type Develop = (kind: UndevelopedKind) => Promise<Developed>;

/** Reads what planning needs and decodes nothing but what must be developed first.
 *  @throws BROKEN_FILE, UNSUPPORTED_IMAGE, ENGINE_MISSING and whatever else developing throws */
export async function probeFile(path: string, fileName: string, raster: Raster, develop: Develop): Promise<Probed> {
  const head = await readHead(path, sniffBytes);
  const kind = sniff(head);
  const type = typeOfFileName(fileName);
  const named = {
    fileName, extension: extname(fileName).slice(1).toLowerCase(), isHidden: isHiddenFile(fileName), type, kind,
    sizeBytes: (await stat(path)).size,
  };
  const undeveloped = type === 'Image' && !named.isHidden ? undevelopedKind(kind, named.extension) : undefined;
  const developed = undeveloped && await develop(undeveloped);
  const isImage = developed !== undefined || (type === 'Svg' ? kind === 'svg' : type === 'Image' && isReadableRaster(kind));
  const readablePath = developed?.path ?? path;
  const probed = isImage && !named.isHidden ? completed(await raster.probe(readablePath), developed) : undefined;
  const isUnmerged = probed?.format === 'psd' && probed.photoshop !== undefined && !hasMergedPixels(probed.photoshop);
  if (isUnmerged) return { file: { ...named, image: undefined, profile: undefined, unmerged: imageProbe(probed) }, raster: probed, readablePath };
  const isProfile = type === 'IccProfile' && fitsType(kind, type);
  const profile = isProfile ? iccFacts(await readHead(path, 65_536)) : undefined;
  const captions = type === 'VideoCaption' && kind === 'vtt' ? readVtt(await readHead(path, mostCaptionBytes)) : undefined;
  return { file: { ...named, image: probed && imageProbe(probed), profile, ...(captions !== undefined && { captions }) }, raster: probed, readablePath };
}

/** Hours of talk take a few hundred kilobytes. */
const mostCaptionBytes = 8 * 2 ** 20;

function completed(probed: RasterProbe, developed: Developed | undefined): RasterProbe {
  if (!developed) return probed;
  const { resolutionPpi = probed.resolutionPpi } = developed;
  return { ...probed, icc: developed.icc ?? probed.icc, resolutionPpi: resolutionPpi === 'unknown' ? undefined : resolutionPpi };
}

/** What planning needs to know of a raster. */
export function imageProbe(probed: RasterProbe): ImageProbe {
  const { icc, xmp, photoshop } = probed;
  const facts = {
    format: probed.format, widthPx: probed.widthPx, heightPx: probed.heightPx, colour: probed.colour, bitsPerComponent: probed.bitsPerComponent,
    isFloat: probed.isFloat, hasAlpha: probed.hasAlpha, pages: probed.pages, orientation: probed.orientation, resolutionPpi: probed.resolutionPpi,
  };
  return {
    ...facts,
    profile: profileOf(icc, facts.colour),
    hasXmp: xmp !== undefined,
    pathNames: photoshop ? photoshopPaths(photoshop).names : [],
    clippingPathName: photoshop && clippingPath(photoshop)?.name,
  };
}

function profileOf(icc: Uint8Array | undefined, colour: RasterProbe['colour']): ImageProbe['profile'] {
  if (!icc) return 'none';
  const facts = iccFacts(icc);
  const space = { gray: 'GRAY', rgb: 'RGB', cmyk: 'CMYK', lab: 'Lab', other: '' }[colour];
  return facts && facts.space === space ? { name: facts.description } : 'broken';
}

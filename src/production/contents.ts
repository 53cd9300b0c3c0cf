import type { FailureParams } from '#base';
import type { FileKind } from '#formats';
import type { AssetType } from '#library';
import type { MediaKind, UndevelopedKind } from '#ports';

/** Contents of the raster family: any of them may come under any raster name. */
const rasters = ['jpeg', 'png', 'gif', 'tiff', 'webp', 'avif', 'bmp', 'psd', 'psb', 'heic', 'jp2', 'pict', 'fpx', 'pnm', 'tga', 'jxl'] as const satisfies readonly FileKind[];

const office = ['ole', 'ooxml', 'zip', 'rtf', 'xml'] as const satisfies readonly FileKind[];

/** What may be inside a file of each type that uploads can become; `unknown` where a format has no mark.
 *  Types that are missing take anything.
 *  @source specification of assets, §2 */
const contents: Partial<Record<AssetType, readonly FileKind[]>> = {
  Image: rasters,
  Svg: ['svg'],
  Fxg: ['xml'],
  Pdf: ['pdf'],
  PostScript: ['postscript', 'dosEps'],
  Illustrator: ['pdf', 'postscript'],
  InDesign: ['indd'],
  IccProfile: ['icc'],
  Font: ['ttf', 'ttc', 'otf', 'pfb', 'afm', 'xml', 'unknown'],
  Video: ['mp4', 'quicktime', 'avi', 'mpegVideo', 'mpegTransport', 'ogg', 'asf', 'matroska', 'flv', 'unknown'],
  Audio: ['mp3', 'aac', 'ac3', 'wav', 'aiff', 'asf', 'mp4', 'quicktime', 'unknown'],
  VideoCaption: ['vtt'],
  Zip: ['zip', 'ooxml', 'tar', 'gzip'],
  Word: office,
  Excel: office,
  PowerPoint: office,
  Rtf: ['rtf'],
  Xml: ['xml', 'svg'],
  Xsl: ['xml'],
  Css: ['text', 'xml', 'empty'],
  Javascript: ['text', 'xml', 'empty'],
  Flash: ['swf'],
  Swc: ['zip', 'ooxml'],
  Aco: ['unknown'],
};

/** May content of this kind come under a name of this type? */
export function fitsType(kind: FileKind, type: AssetType): boolean {
  return contents[type]?.includes(kind) ?? true;
}

/** What people call a kind of content; the rest are known by their abbreviation. */
const names: Partial<Record<FileKind, string>> = {
  webp: 'WebP', fpx: 'FlashPix', jp2: 'JPEG 2000', jxl: 'JPEG XL', psb: 'a large Photoshop document (PSB)', psd: 'a Photoshop document',
  postscript: 'PostScript', dosEps: 'EPS', icc: 'an ICC profile', ooxml: 'an Office document', ole: 'an Office document',
  pnm: 'a portable anymap', tga: 'Targa', quicktime: 'QuickTime', mpegVideo: 'MPEG video', mpegTransport: 'MPEG video', matroska: 'Matroska', indd: 'InDesign',
  xml: 'XML/HTML', text: 'text', swf: 'Flash', unknown: 'of an unknown kind',
};

/** Content in words for the job log. */
export function contentName(kind: FileKind): string {
  return names[kind] ?? kind.toUpperCase();
}

/** Rasters whose pixels production can read. */
export function isReadableRaster(kind: FileKind): boolean {
  return ['jpeg', 'png', 'gif', 'tiff', 'webp', 'avif', 'bmp', 'pict', 'pnm', 'psd', 'tga'].includes(kind);
}

/** Why a raster of the family is refused, in words for the job log. */
export const unreadableRasters: Partial<Record<FileKind, string>> = {
  psb: 'large Photoshop documents (PSB) are not supported',
  fpx: 'FlashPix images cannot be read here',
  jxl: 'JPEG XL images cannot be read here',
};

/** Why a name of no type is refused. @param extension In lower case. */
export function refusalOfName(extension: string): { readonly code: 'UNSUPPORTED_FILE_TYPE' | 'UNSUPPORTED_IMAGE'; readonly params: FailureParams } {
  const detail = Object.hasOwn(unreadableRasters, extension) ? unreadableRasters[extension as FileKind] : undefined;
  return detail === undefined ? { code: 'UNSUPPORTED_FILE_TYPE', params: {} } : { code: 'UNSUPPORTED_IMAGE', params: { detail } };
}

const rawExtensions: readonly string[] = [
  'arw', 'cr2', 'cr3', 'crw', 'dcr', 'dng', 'erf', 'kdc', 'mef', 'mos', 'mrw', 'nef', 'orf', 'pef', 'raf', 'raw', 'rw2', 'sr2', 'srf', 'srw', 'x3f',
];

/** Content that raw files of cameras show: most look like a TIFF, CR3 like a film, the rest has no mark we know. */
const rawContents: readonly FileKind[] = ['tiff', 'mp4', 'unknown'];

/** What must be developed by another program before it can be read; undefined for everything else. A photograph under the
 *  name of a raw file is a photograph. */
export function undevelopedKind(kind: FileKind, extension: string): UndevelopedKind | undefined {
  if (rawExtensions.includes(extension) && rawContents.includes(kind)) return 'raw';
  return kind === 'heic' || kind === 'jp2' ? kind : undefined;
}

const mediaKinds: readonly FileKind[] = [
  'mp4', 'quicktime', 'avi', 'mpegVideo', 'mpegTransport', 'ogg', 'asf', 'matroska', 'flv', 'mp3', 'aac', 'ac3', 'wav', 'aiff',
] satisfies readonly MediaKind[];

/** The container of a film or recording, where it is one that is opened. What has no mark is never opened: a program that
 *  guessed what it is could be led to a list of other files. */
export function mediaKind(kind: FileKind): MediaKind | undefined {
  return mediaKinds.includes(kind) ? kind as MediaKind : undefined;
}

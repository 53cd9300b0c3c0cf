import { extensionOf } from './names.ts';
import type { AssetType } from './types.ts';

type Kind = { readonly type: AssetType; readonly mime: string };

const image = (mime: string): Kind => ({ type: 'Image', mime });
const video = (mime: string): Kind => ({ type: 'Video', mime });
const audio = (mime: string): Kind => ({ type: 'Audio', mime });
const cameraRaw = image('application/octet-stream');

/** Every file we take, by lower-case extension. What an engine is missing for is listed too: production says so.
 *  @source specification of assets, §2; MIME types: delivery, §7.1 */
const kinds: Readonly<Record<string, Kind>> = {
  bmp: image('image/bmp'), dib: image('image/bmp'), gif: image('image/gif'),
  jpg: image('image/jpeg'), jpeg: image('image/jpeg'), png: image('image/png'),
  tif: image('image/tiff'), tiff: image('image/tiff'), webp: image('image/webp'), avif: image('image/avif'),
  pct: image('image/x-pict'), pict: image('image/x-pict'), fpx: image('image/vnd.fpx'),
  psd: image('image/vnd.adobe.photoshop'),
  heic: image('image/heic'), heif: image('image/heif'), jp2: image('image/jp2'), jpx: image('image/jpx'),
  tga: image('image/x-tga'), pnm: image('image/x-portable-anymap'), pbm: image('image/x-portable-bitmap'),
  pgm: image('image/x-portable-graymap'), ppm: image('image/x-portable-pixmap'), pam: image('image/x-portable-arbitrarymap'),
  arw: cameraRaw, cr2: cameraRaw, cr3: cameraRaw, crw: cameraRaw, dcr: cameraRaw, dng: cameraRaw, erf: cameraRaw,
  kdc: cameraRaw, mef: cameraRaw, mos: cameraRaw, mrw: cameraRaw, nef: cameraRaw, orf: cameraRaw, pef: cameraRaw,
  raf: cameraRaw, raw: cameraRaw, rw2: cameraRaw, sr2: cameraRaw, srf: cameraRaw, srw: cameraRaw, x3f: cameraRaw,

  ai: { type: 'Illustrator', mime: 'application/postscript' },
  eps: { type: 'PostScript', mime: 'application/postscript' },
  ps: { type: 'PostScript', mime: 'application/postscript' },
  pdf: { type: 'Pdf', mime: 'application/pdf' },
  indd: { type: 'InDesign', mime: 'application/x-indesign' },
  indt: { type: 'InDesign', mime: 'application/x-indesign' },
  svg: { type: 'Svg', mime: 'image/svg+xml' },
  svgx: { type: 'Svg', mime: 'image/svg+xml' },
  fxg: { type: 'Fxg', mime: 'application/xml' },

  icc: { type: 'IccProfile', mime: 'application/vnd.iccprofile' },
  icm: { type: 'IccProfile', mime: 'application/vnd.iccprofile' },
  afm: { type: 'Font', mime: 'application/x-font-type1' },
  otf: { type: 'Font', mime: 'application/x-font-otf' },
  pfb: { type: 'Font', mime: 'application/x-font-type1' },
  pfm: { type: 'Font', mime: 'application/x-font-type1' },
  ttc: { type: 'Font', mime: 'application/x-font-ttf' },
  ttf: { type: 'Font', mime: 'application/x-font-ttf' },

  '3gp': video('video/3gpp'), asf: video('video/x-ms-asf'), avi: video('video/x-msvideo'), f4v: video('video/mp4'),
  flv: video('video/x-flv'), m2p: video('video/mpeg'), m2t: video('video/mp2t'), m2ts: video('video/mp2t'),
  m2v: video('video/mpeg'), m4v: video('video/mp4'), mov: video('video/quicktime'), mp4: video('video/mp4'),
  mpeg: video('video/mpeg'), mpg: video('video/mpeg'), mts: video('video/mp2t'), ogv: video('video/ogg'),
  ts: video('video/mp2t'), vob: video('video/mpeg'), webm: video('video/webm'), wmv: video('video/x-ms-wmv'),
  aac: audio('audio/aac'), ac3: audio('audio/ac3'), aif: audio('audio/aiff'), aiff: audio('audio/aiff'),
  m4a: audio('audio/mp4'), mp3: audio('audio/mpeg'), wav: audio('audio/wav'), wma: audio('audio/x-ms-wma'),
  vtt: { type: 'VideoCaption', mime: 'text/vtt' },

  zip: { type: 'Zip', mime: 'application/zip' },
  tar: { type: 'Zip', mime: 'application/x-tar' },
  tgz: { type: 'Zip', mime: 'application/gzip' },
  gz: { type: 'Zip', mime: 'application/gzip' },

  doc: { type: 'Word', mime: 'application/msword' },
  docx: { type: 'Word', mime: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' },
  xls: { type: 'Excel', mime: 'application/vnd.ms-excel' },
  xlsx: { type: 'Excel', mime: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
  ppt: { type: 'PowerPoint', mime: 'application/vnd.ms-powerpoint' },
  pptx: { type: 'PowerPoint', mime: 'application/vnd.openxmlformats-officedocument.presentationml.presentation' },
  rtf: { type: 'Rtf', mime: 'application/rtf' },

  xml: { type: 'Xml', mime: 'text/xml' },
  xsl: { type: 'Xsl', mime: 'text/xml' },
  xslt: { type: 'Xsl', mime: 'text/xml' },
  css: { type: 'Css', mime: 'text/css' },
  js: { type: 'Javascript', mime: 'text/javascript' },
  swf: { type: 'Flash', mime: 'application/x-shockwave-flash' },
  swc: { type: 'Swc', mime: 'application/octet-stream' },
  aco: { type: 'Aco', mime: 'application/octet-stream' },
  vnc: { type: 'Cabinet', mime: 'application/octet-stream' },
  vnt: { type: 'Vignette', mime: 'application/octet-stream' },
  vnw: { type: 'WindowCovering', mime: 'application/octet-stream' },
};

/** Files served under `/is/content` that are never uploaded as such: they come out of archives and encoders. */
const otherMimes: Readonly<Record<string, string>> = {
  json: 'application/json', txt: 'text/plain', html: 'text/html', htm: 'text/html',
  woff: 'font/woff', woff2: 'font/woff2', m3u8: 'application/vnd.apple.mpegurl',
};

/** Type an upload of this name becomes unless its content says otherwise; undefined for what we do not take. */
export function typeOfFileName(fileName: string): AssetType | undefined {
  return lookUp(kinds, extensionOf(fileName))?.type;
}

/** MIME type for content delivery, without charset; unknown ones are `application/octet-stream`. */
export function mimeOfFileName(fileName: string): string {
  const extension = extensionOf(fileName);
  return lookUp(kinds, extension)?.mime ?? lookUp(otherMimes, extension) ?? 'application/octet-stream';
}

/** Files that systems leave behind: skipped with a warning instead of an error. @param fileName Base name. */
export function isHiddenFile(fileName: string): boolean {
  return fileName.startsWith('.') || fileName.toLowerCase() === 'thumbs.db';
}

/** An own property only: `constructor` is no extension. */
function lookUp<V>(table: Readonly<Record<string, V>>, key: string): V | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

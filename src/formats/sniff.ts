import { latin1 } from './bytes.ts';

/** What the first bytes say a file is. `text` is any readable text, `unknown` anything else. */
export type FileKind =
  | 'jpeg' | 'png' | 'gif' | 'tiff' | 'webp' | 'avif' | 'heic' | 'jp2' | 'bmp' | 'svg' | 'psd' | 'psb' | 'fpx'
  | 'pdf' | 'postscript' | 'dosEps' | 'icc' | 'zip' | 'ooxml' | 'tar' | 'gzip' | 'mp4' | 'quicktime' | 'avi'
  | 'mpegVideo' | 'mpegTransport' | 'ogg' | 'asf' | 'matroska' | 'flv' | 'mp3' | 'aac' | 'ac3' | 'wav' | 'aiff'
  | 'ttf' | 'ttc' | 'otf' | 'woff' | 'pfb' | 'afm' | 'swf' | 'ole' | 'rtf' | 'xml' | 'vtt' | 'indd' | 'pict' | 'pnm' | 'tga' | 'jxl'
  | 'text' | 'empty' | 'unknown';

/** Bytes `sniff` likes to see: enough for the tar mark, the PICT header and a comment before `<svg`. */
export const sniffBytes = 4096;

type Mark = { readonly kind: FileKind; readonly at?: number; readonly bytes: string };

/** Fixed marks, in the order they are tried; bytes as Latin-1. @source the formats' own specifications */
const marks: readonly Mark[] = [
  { kind: 'jpeg', bytes: '\xff\xd8\xff' },
  { kind: 'png', bytes: '\x89PNG\r\n\x1a\n' },
  { kind: 'gif', bytes: 'GIF87a' },
  { kind: 'gif', bytes: 'GIF89a' },
  { kind: 'tiff', bytes: 'II*\0' },
  { kind: 'tiff', bytes: 'MM\0*' },
  { kind: 'tiff', bytes: 'II+\0' },
  { kind: 'tiff', bytes: 'MM\0+' },
  { kind: 'psd', bytes: '8BPS\0\x01' },
  { kind: 'psb', bytes: '8BPS\0\x02' },
  { kind: 'jp2', bytes: '\0\0\0\x0cjP  \r\n\x87\n' },
  { kind: 'jp2', bytes: '\xff\x4f\xff\x51' },
  { kind: 'jxl', bytes: '\0\0\0\x0cJXL \r\n\x87\n' },
  { kind: 'jxl', bytes: '\xff\x0a' },
  { kind: 'dosEps', bytes: '\xc5\xd0\xd3\xc6' },
  { kind: 'icc', at: 36, bytes: 'acsp' },
  { kind: 'indd', bytes: '\x06\x06\xed\xf5\xd8\x1d\x46\xe5' },
  { kind: 'gzip', bytes: '\x1f\x8b' },
  { kind: 'zip', bytes: 'PK\x05\x06' },
  { kind: 'zip', bytes: 'PK\x07\x08' },
  { kind: 'ole', bytes: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' },
  { kind: 'rtf', bytes: '{\\rtf' },
  { kind: 'ttf', bytes: '\0\x01\0\0' },
  { kind: 'ttf', bytes: 'true' },
  { kind: 'ttc', bytes: 'ttcf' },
  { kind: 'otf', bytes: 'OTTO' },
  { kind: 'woff', bytes: 'wOFF' },
  { kind: 'woff', bytes: 'wOF2' },
  { kind: 'pfb', bytes: '\x80\x01' },
  { kind: 'pfb', bytes: '%!PS-AdobeFont' },
  { kind: 'pfb', bytes: '%!FontType1' },
  { kind: 'afm', bytes: 'StartFontMetrics' },
  { kind: 'postscript', bytes: '%!' },
  { kind: 'swf', bytes: 'FWS' },
  { kind: 'swf', bytes: 'CWS' },
  { kind: 'swf', bytes: 'ZWS' },
  { kind: 'mpegVideo', bytes: '\0\0\x01\xba' },
  { kind: 'mpegVideo', bytes: '\0\0\x01\xb3' },
  { kind: 'ogg', bytes: 'OggS' },
  { kind: 'asf', bytes: '\x30\x26\xb2\x75\x8e\x66\xcf\x11' },
  { kind: 'matroska', bytes: '\x1a\x45\xdf\xa3' },
  { kind: 'flv', bytes: 'FLV\x01' },
  { kind: 'ac3', bytes: '\x0b\x77' },
  { kind: 'mp3', bytes: 'ID3' },
  { kind: 'tar', at: 257, bytes: 'ustar' },
  { kind: 'pict', at: 522, bytes: '\0\x11\x02\xff' },
];

/** Tells what a file is from its first bytes; names and extensions play no part.
 *  @param first The file's first bytes, {@link sniffBytes} of them or all there are. */
export function sniff(first: Uint8Array): FileKind {
  if (first.byteLength === 0) return 'empty';
  const head = latin1(first.subarray(0, sniffBytes));
  const marked = marks.find((mark) => head.startsWith(mark.bytes, mark.at ?? 0));
  if (marked) return marked.kind;
  return sniffOldTar(head) ?? sniffBmp(head) ?? sniffPnm(head) ?? sniffBoxes(head) ?? sniffRiff(head) ?? sniffZip(head)
    ?? sniffPict(head) ?? sniffStream(head) ?? sniffTga(head) ?? sniffText(head);
}

/** Archives older than the `ustar` mark are known by the checksum of their first header. */
function sniffOldTar(head: string): FileKind | undefined {
  const stored = /^[0-7]{4,7}(?=[ \0])/.exec(head.slice(148, 156).trimStart())?.[0];
  if (stored === undefined || head.length < 512) return undefined;
  let sum = 0;
  for (let at = 0; at < 512; at++) sum += at >= 148 && at < 156 ? 32 : head.charCodeAt(at);
  return sum === Number.parseInt(stored, 8) ? 'tar' : undefined;
}

/** `BM` alone could begin any text: the header length that follows must be one that exists. */
function sniffBmp(head: string): FileKind | undefined {
  const headerBytes = head.charCodeAt(14);
  const isBmp = head.startsWith('BM') && head.charCodeAt(15) === 0 && [12, 16, 40, 52, 56, 64, 108, 124].includes(headerBytes);
  return isBmp ? 'bmp' : undefined;
}

/** Two letters alone could begin any text: a size must follow, or the lines of an arbitrary map. */
function sniffPnm(head: string): FileKind | undefined {
  return /^P[1-6](?:\s|#[^\n\r]*[\n\r])+\d{1,9}(?:\s|#[^\n\r]*[\n\r])+\d{1,9}[\s#]|^P7\s*\n(?:#|[A-Z]+[ \n])/.test(head) ? 'pnm' : undefined;
}

/** Pictures of version 1, and those without room for the application in front: a frame and the version, then an opcode that
 *  pictures begin with. */
function sniffPict(head: string): FileKind | undefined {
  const isPict = [512, 0].some((start) => {
    const edge = (at: number): number => (((head.charCodeAt(start + at) << 8) | head.charCodeAt(start + at + 1)) << 16) >> 16;
    if (head.length < start + 14 || edge(6) <= edge(2) || edge(8) <= edge(4)) return false;
    const isOld = head.startsWith('\x11\x01', start + 10) && [0x01, 0x1e, 0x90, 0x91, 0x98, 0x99, 0xa0, 0xa1].includes(head.charCodeAt(start + 12));
    return isOld || head.startsWith('\0\x11\x02\xff', start + 10);
  });
  return isPict ? 'pict' : undefined;
}

/** Targa images have no mark: every field of the header must make sense together.
 *  @source Truevision TGA File Format Specification 2.0 */
function sniffTga(head: string): FileKind | undefined {
  if (head.length < 18) return undefined;
  const byte = (at: number): number => head.charCodeAt(at);
  const word = (at: number): number => byte(at) | (byte(at + 1) << 8);
  const [mapType, type, bits] = [byte(1), byte(2), byte(16)];
  const possibleBits = ({ 1: [8, 15, 16], 2: [15, 16, 24, 32], 3: [8, 16] } as Readonly<Record<number, readonly number[]>>)[type & ~8];
  if (!possibleBits?.includes(bits) || mapType > 1 || word(12) === 0 || word(14) === 0) return undefined;
  const isMapped = (type & ~8) === 1;
  const hasSaneMap = mapType === 1 ? word(5) > 0 && [15, 16, 24, 32].includes(byte(7)) : !isMapped && word(3) === 0 && word(5) === 0;
  return hasSaneMap && (byte(17) & 15) <= 8 ? 'tga' : undefined;
}

/** ISO base media: `ftyp` with its brands; old QuickTime begins with another box. */
function sniffBoxes(head: string): FileKind | undefined {
  const box = head.slice(4, 8);
  if (box === 'ftyp') {
    const boxBytes = Math.min(256, head.charCodeAt(2) * 256 + head.charCodeAt(3));
    const brands = [head.slice(8, 12), ...(head.slice(16, boxBytes).match(/.{4}/gs) ?? [])];
    if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return 'avif';
    if (brands.some((brand) => /^(hei[cxms]|he[v]c|hevx|mif1|msf1)$/.test(brand))) return 'heic';
    return brands[0] === 'qt  ' ? 'quicktime' : 'mp4';
  }
  return ['moov', 'mdat', 'wide', 'free', 'skip', 'pnot'].includes(box) ? 'quicktime' : undefined;
}

function sniffRiff(head: string): FileKind | undefined {
  const form = head.slice(8, 12);
  if (head.startsWith('RIFF')) return form === 'WEBP' ? 'webp' : form === 'AVI ' ? 'avi' : form === 'WAVE' ? 'wav' : 'unknown';
  if (head.startsWith('FORM')) return form === 'AIFF' || form === 'AIFC' ? 'aiff' : 'unknown';
  return undefined;
}

/** Office documents are archives whose first entries are known. */
function sniffZip(head: string): FileKind | undefined {
  if (!head.startsWith('PK\x03\x04')) return undefined;
  return /\[Content_Types\]\.xml|_rels\/|docProps\/|word\/|xl\/|ppt\//.test(head) ? 'ooxml' : 'zip';
}

/** Streams without a mark: frame or packet synchronisation. */
function sniffStream(head: string): FileKind | undefined {
  const [first = 0, second = 0, third = 0] = [0, 1, 2].map((at) => head.charCodeAt(at) || 0);
  if (first === 0x47 && (head[188] === 'G' || (head.length < 189 && head.length >= 188))) return 'mpegTransport';
  if (head[4] === 'G' && head[196] === 'G') return 'mpegTransport';
  if (first === 0xff && (second & 0xf6) === 0xf0) return 'aac';
  const isMpegAudio = first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x18) !== 0x08 && (second & 0x06) !== 0
    && (third & 0xf0) !== 0xf0 && (third & 0x0c) !== 0x0c;
  return isMpegAudio ? 'mp3' : undefined;
}

/** Text in UTF-8 or UTF-16: XML by its first element, the rest by its first line. */
function sniffText(head: string): FileKind {
  const text = head.startsWith('\xff\xfe') || head.startsWith('\xfe\xff')
    ? head.slice(2).replaceAll('\0', '')
    : head.replace(/^\xef\xbb\xbf/, '');
  // eslint-disable-next-line no-control-regex -- control characters are what tells binary from text
  if (/[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(text)) return head.slice(0, 1024).includes('%PDF-') ? 'pdf' : 'unknown';
  if (text.slice(0, 1024).includes('%PDF-')) return 'pdf';
  if (/^WEBVTT(\s|$)/.test(text)) return 'vtt';
  const markup = text.replace(/^\s*<\?xml[^>]*\?>/, '').replace(/^(\s|<!--[\s\S]*?-->|<!DOCTYPE[^[>]*(\[[\s\S]*?\])?\s*>|<\?[\s\S]*?\?>)*/i, '');
  if (/^<(\w+:)?svg[\s>/]/i.test(markup)) return 'svg';
  if (/^\s*<\?xml/.test(text) || /^<[A-Za-z_][\w.:-]*[\s>/]/.test(markup)) return 'xml';
  return 'text';
}

import { inflateSync } from 'node:zlib';
import { byteReader, latin1, type ByteSource } from '../bytes.ts';
import { maxBlockBytes, type EmbeddedBlocks } from './types.ts';

const maxChunks = 100_000;

/** Walks the chunks, those behind the pixels too: text may stand at either side. Besides the chunks of the standards,
 *  texts are read that libvips (a compressed text named like the packet) and ImageMagick (`Raw profile type …`) write.
 *  @source PNG (third edition) §11.3.3 "Textual information", §11.3.4.6 "eXIf"; XMP specification part 3, §1.1.5 "PNG" */
export function pngBlocks(source: ByteSource): EmbeddedBlocks {
  const found: { -readonly [Name in keyof EmbeddedBlocks]: EmbeddedBlocks[Name] } = {};
  for (let at = 8, count = 0; count < maxChunks && at + 12 <= source.sizeBytes; count++) {
    const head = byteReader(source.read(at, 8), 'big', 'PNG');
    const length = head.u32(0);
    const type = head.latin1(4, 4);
    if (type === 'IEND' || at + 12 + length > source.sizeBytes) break;
    if (length <= maxBlockBytes && type === 'eXIf') found.exif ??= source.read(at + 8, length);
    const text = length <= maxBlockBytes && textTypes.includes(type) ? readText(type, source.read(at + 8, length)) : undefined;
    if (text?.keyword === 'XML:com.adobe.xmp' && text.content.byteLength <= maxBlockBytes) found.xmp ??= text.content;
    else if (text?.keyword.startsWith(rawProfile)) {
      const block = rawBlocks[text.keyword.slice(rawProfile.length).toLowerCase()];
      if (block) found[block] ??= readRawProfile(text.content);
    }
    at += 12 + length;
  }
  return found;
}

const textTypes = ['tEXt', 'zTXt', 'iTXt'];
const rawProfile = 'Raw profile type ';
const rawBlocks: Readonly<Record<string, 'xmp' | 'exif' | 'photoshop'>> = { xmp: 'xmp', exif: 'exif', iptc: 'photoshop', '8bim': 'photoshop' };

/** Keyword, NUL, and then: the text; or a method and the compressed text; or a flag, a method, a language, a translated
 *  keyword, and the text. Undefined for what is none, or swells beyond the bound. */
function readText(type: string, content: Uint8Array): { readonly keyword: string; readonly content: Uint8Array } | undefined {
  const keywordEnd = content.indexOf(0);
  const languageEnd = type === 'iTXt' ? content.indexOf(0, keywordEnd + 3) : keywordEnd;
  const start = type === 'iTXt' ? content.indexOf(0, languageEnd + 1) + 1 : keywordEnd + (type === 'zTXt' ? 2 : 1);
  if (keywordEnd <= 0 || languageEnd < 0 || start <= keywordEnd) return undefined;
  const keyword = latin1(content.subarray(0, Math.min(keywordEnd, 80)));
  const isWanted = keyword === 'XML:com.adobe.xmp' || keyword.startsWith(rawProfile);
  if (!isWanted) return undefined;
  const text = content.subarray(start);
  if (type === 'tEXt' || (type === 'iTXt' && content[keywordEnd + 1] !== 1)) return { keyword, content: text };
  try {
    return { keyword, content: inflateSync(text, { maxOutputLength: 2 * maxBlockBytes + 65_536 }) };
  } catch {
    return undefined;
  }
}

/** A name, a length, and the bytes as hexadecimal digits, a line each. */
function readRawProfile(text: Uint8Array): Uint8Array | undefined {
  const [, length = '', digits = ''] = /^\s*\w+\s+(\d{1,9})\s([\da-f\s]*)$/i.exec(latin1(text)) ?? [];
  const bytes = Buffer.from(digits.replace(/\s+/g, ''), 'hex');
  return bytes.length > 0 && bytes.length === Number(length) && bytes.length <= maxBlockBytes ? bytes : undefined;
}

import { inflateSync } from 'node:zlib';
import { byteReader, type ByteSource } from '../bytes.ts';
import { maxBlockBytes, type EmbeddedBlocks } from './types.ts';

const xmpKeyword = 'XML:com.adobe.xmp';
const maxChunks = 100_000;

/** Walks the chunks, those behind the pixels too: text may stand at either side.
 *  @source PNG (third edition) §11.3.3.4 "iTXt", §11.3.4.6 "eXIf"; XMP specification part 3, §1.1.5 "PNG" */
export function pngBlocks(source: ByteSource): EmbeddedBlocks {
  let xmp: Uint8Array | undefined;
  let exif: Uint8Array | undefined;
  for (let at = 8, count = 0; count < maxChunks && at + 12 <= source.sizeBytes; count++) {
    const head = byteReader(source.read(at, 8), 'big', 'PNG');
    const length = head.u32(0);
    const type = head.latin1(4, 4);
    if (type === 'IEND' || at + 12 + length > source.sizeBytes) break;
    if (length <= maxBlockBytes) {
      if (type === 'iTXt') xmp ??= readXmpChunk(source.read(at + 8, length));
      else if (type === 'eXIf') exif ??= source.read(at + 8, length);
    }
    at += 12 + length;
  }
  return { xmp, exif };
}

/** Keyword, NUL, compression flag and method, language, NUL, translated keyword, NUL, text. */
function readXmpChunk(content: Uint8Array): Uint8Array | undefined {
  const numbers = byteReader(content, 'big', 'PNG text');
  const keywordEnd = content.indexOf(0);
  if (keywordEnd !== xmpKeyword.length || numbers.latin1(0, keywordEnd) !== xmpKeyword) return undefined;
  const languageEnd = content.indexOf(0, keywordEnd + 3);
  const start = content.indexOf(0, languageEnd + 1) + 1;
  if (languageEnd < 0 || start === 0) return undefined;
  const text = content.subarray(start);
  if (content[keywordEnd + 1] !== 1) return text;
  try {
    return inflateSync(text, { maxOutputLength: maxBlockBytes });
  } catch {
    return undefined;
  }
}

import { byteReader, latin1, type ByteSource } from '../bytes.ts';
import { maxBlockBytes, type EmbeddedBlocks } from './types.ts';

/** Bytes after the packet that let readers of plain sub-blocks find the end: 1, 255 down to 0, 0. */
const trailerBytes = 258;
const windowBytes = 65_536;

/** Walks the blocks of a GIF to its application extensions. The packet stands there as it is, without the lengths that
 *  blocks have; a trailer leads readers who know nothing of it to its end.
 *  @source GIF89a §15–§26; XMP specification part 3, §1.1.2 "GIF" */
export function gifBlocks(source: ByteSource): EmbeddedBlocks {
  const at = (() => {
    const flags = byteReader(source.read(0, 13), 'little', 'GIF').u8(10);
    return 13 + colourTableBytes(flags);
  })();
  return { xmp: findPacket(bufferedBytes(source), at) };
}

type Bytes = { u8(offset: number): number; read(offset: number, length: number): Uint8Array; readonly sizeBytes: number };

function findPacket(bytes: Bytes, start: number): Uint8Array | undefined {
  for (let at = start; at + 2 <= bytes.sizeBytes;) {
    const kind = bytes.u8(at);
    if (kind === 0x21) {
      const isApplication = bytes.u8(at + 1) === 0xff && bytes.u8(at + 2) === 11;
      if (isApplication && latin1(bytes.read(at + 3, 11)) === 'XMP DataXMP') return readPacket(bytes, at + 14);
      at = endOfSubBlocks(bytes, at + 2);
    } else if (kind === 0x2c) {
      at = endOfSubBlocks(bytes, at + 11 + colourTableBytes(bytes.u8(at + 9)));
    } else return undefined;
  }
  return undefined;
}

function readPacket(bytes: Bytes, start: number): Uint8Array | undefined {
  const length = endOfSubBlocks(bytes, start) - start - trailerBytes;
  return length > 0 && length <= maxBlockBytes ? bytes.read(start, length) : undefined;
}

function endOfSubBlocks(bytes: Bytes, start: number): number {
  let at = start;
  for (let length = bytes.u8(at); length > 0; length = bytes.u8(at)) at += 1 + length;
  return at + 1;
}

function colourTableBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** Single bytes from a window, so that a file of many small blocks does not cost a read each. */
function bufferedBytes(source: ByteSource): Bytes {
  let windowStart = 0;
  let window: Uint8Array = new Uint8Array();
  return {
    sizeBytes: source.sizeBytes,
    read: (offset, length) => source.read(offset, length),
    u8: (offset) => {
      const inside = offset - windowStart;
      if (inside >= 0 && inside < window.byteLength) return window[inside] ?? 0;
      windowStart = offset;
      window = source.read(offset, Math.max(1, Math.min(windowBytes, source.sizeBytes - offset)));
      return window[0] ?? 0;
    },
  };
}

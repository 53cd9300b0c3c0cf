import { brokenFile, type ByteSource } from '../../bytes.ts';
import { prefixCode, type PrefixCode } from './huffman.ts';

/** A deflated stream that is unpacked as far as it is asked for: the library's own holds the whole, and a plane of a large
 *  document is hundreds of megabytes. */
export type Inflation = {
  /** Fills `target` with the next bytes. @throws BROKEN_FILE when the stream is damaged or has no more */
  fill(target: Uint8Array): void;
};

/** @source RFC 1951 §3.2.5 */
const lengthStarts = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const lengthExtras = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const distanceStarts = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12_289, 16_385, 24_577,
];
const distanceExtras = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];

/** Order in which the lengths of the code of lengths stand. @source RFC 1951 §3.2.7 */
const lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

const windowBytes = 32 * 1024;
const aheadBytes = 64 * 1024;

const fixedLiterals = prefixCode(Uint8Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8)));
const fixedDistances = prefixCode(new Uint8Array(30).fill(5));

/** Opens a zlib stream (RFC 1950) that lies between two places; its checksum is not looked at.
 *  @throws BROKEN_FILE when it does not begin as one */
export function openInflation(source: ByteSource, start: number, end: number): Inflation {
  const stop = Math.min(end, source.sizeBytes);
  const window = new Uint8Array(windowBytes);
  let position = start;
  let held = new Uint8Array();
  let used = 0;
  let bitBuffer = 0;
  let bitCount = 0;
  let written = 0;
  let state: 'block' | 'stored' | 'coded' | 'end' = 'block';
  let isLast = false;
  let storedLeft = 0;
  let copyLeft = 0;
  let copyDistance = 0;
  let literals: PrefixCode = fixedLiterals;
  let distances: PrefixCode = fixedDistances;

  const nextByte = (): number => {
    if (used === held.length) {
      if (position >= stop) throw brokenFile('deflated Photoshop pixels end early');
      held = new Uint8Array(source.read(position, Math.min(aheadBytes, stop - position)));
      position += held.length;
      used = 0;
    }
    return held[used++]!;
  };
  const takeBits = (count: number): number => {
    while (bitCount < count) {
      bitBuffer |= nextByte() << bitCount;
      bitCount += 8;
    }
    const value = bitBuffer & ((1 << count) - 1);
    bitBuffer >>>= count;
    bitCount -= count;
    return value;
  };
  /** The last word may be shorter than the table is wide, and nothing need follow it. */
  const takeSymbol = (code: PrefixCode): number => {
    while (bitCount < code.bits && (used < held.length || position < stop)) {
      bitBuffer |= nextByte() << bitCount;
      bitCount += 8;
    }
    const entry = code.table[bitBuffer & ((1 << code.bits) - 1)]!;
    const length = entry & 15;
    if (length === 0 || length > bitCount) throw brokenFile('deflated Photoshop pixels are damaged');
    bitBuffer >>>= length;
    bitCount -= length;
    return entry >> 4;
  };
  const readCodes = (): void => {
    const [literalCount, distanceCount, lengthCount] = [takeBits(5) + 257, takeBits(5) + 1, takeBits(4) + 4];
    const ofLengths = new Uint8Array(19);
    for (let at = 0; at < lengthCount; at++) ofLengths[lengthOrder[at]!] = takeBits(3);
    const code = prefixCode(ofLengths);
    const lengths = new Uint8Array(literalCount + distanceCount);
    for (let at = 0; at < lengths.length;) {
      const symbol = takeSymbol(code);
      if (symbol < 16) {
        lengths[at++] = symbol;
        continue;
      }
      if (symbol === 16 && at === 0) throw brokenFile('deflated Photoshop pixels are damaged');
      const value = symbol === 16 ? lengths[at - 1]! : 0;
      const count = symbol === 16 ? 3 + takeBits(2) : symbol === 17 ? 3 + takeBits(3) : 11 + takeBits(7);
      if (at + count > lengths.length) throw brokenFile('deflated Photoshop pixels are damaged');
      lengths.fill(value, at, at += count);
    }
    literals = prefixCode(lengths.subarray(0, literalCount));
    distances = prefixCode(lengths.subarray(literalCount));
  };
  const openBlock = (): void => {
    if (isLast) {
      state = 'end';
      return;
    }
    isLast = takeBits(1) === 1;
    const kind = takeBits(2);
    if (kind === 0) {
      takeBits(bitCount & 7);
      storedLeft = takeBits(16);
      if ((takeBits(16) ^ 0xffff) !== storedLeft) throw brokenFile('deflated Photoshop pixels are damaged');
      state = 'stored';
    } else if (kind === 3) {
      throw brokenFile('deflated Photoshop pixels are damaged');
    } else {
      if (kind === 2) readCodes();
      else [literals, distances] = [fixedLiterals, fixedDistances];
      state = 'coded';
    }
  };
  const openCopy = (symbol: number): void => {
    const lengthAt = symbol - 257;
    if (lengthAt >= lengthStarts.length) throw brokenFile('deflated Photoshop pixels are damaged');
    copyLeft = lengthStarts[lengthAt]! + takeBits(lengthExtras[lengthAt]!);
    const distanceAt = takeSymbol(distances);
    if (distanceAt >= distanceStarts.length) throw brokenFile('deflated Photoshop pixels are damaged');
    copyDistance = distanceStarts[distanceAt]! + takeBits(distanceExtras[distanceAt]!);
    if (copyDistance > written) throw brokenFile('deflated Photoshop pixels are damaged');
  };

  const [method, flags] = [nextByte(), nextByte()];
  if ((method & 15) !== 8 || (method * 256 + flags) % 31 !== 0 || (flags & 32) !== 0) throw brokenFile('deflated Photoshop pixels are damaged');

  return {
    fill(target) {
      let to = 0;
      while (to < target.length) {
        if (copyLeft > 0) {
          const count = Math.min(copyLeft, target.length - to);
          for (let index = 0; index < count; index++) {
            const byte = window[(written - copyDistance) & (windowBytes - 1)]!;
            window[written++ & (windowBytes - 1)] = byte;
            target[to++] = byte;
          }
          copyLeft -= count;
        } else if (state === 'coded') {
          const symbol = takeSymbol(literals);
          if (symbol < 256) window[written++ & (windowBytes - 1)] = target[to++] = symbol;
          else if (symbol === 256) state = 'block';
          else openCopy(symbol);
        } else if (state === 'stored') {
          if (storedLeft === 0) state = 'block';
          else {
            storedLeft--;
            window[written++ & (windowBytes - 1)] = target[to++] = takeBits(8);
          }
        } else if (state === 'block') {
          openBlock();
        } else {
          throw brokenFile('deflated Photoshop pixels end early');
        }
      }
    },
  };
}

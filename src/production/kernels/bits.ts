/** Set pixels of a row beside each other. */
export type Run = { readonly left: number; /** The place after it. */ readonly end: number };

/** A bit for each pixel of a picture, in rows of whole words; the lowest bit of a word is its leftmost pixel. */
export interface Bits {
  has(xPx: number, yPx: number): boolean;
  /** @param marks 1 for set, 0 for not, a byte for each pixel, from `from` on. */
  setRow(row: number, marks: Uint8Array, from: number): void;
  /** Makes 0 of the marks whose bit is set. */
  clearFrom(row: number, marks: Uint8Array, from: number): void;
  /** The first set pixel of a row from `left` on; `end` when there is none before it. */
  find(row: number, left: number, end: number): number;
  /** Unsets the run of set pixels around one that is set. */
  takeRun(xPx: number, row: number): Run;
}

export function openBits(widthPx: number, heightPx: number): Bits {
  const stride = Math.ceil(widthPx / 32);
  const words = new Uint32Array(stride * heightPx);

  function find(row: number, left: number, end: number): number {
    const start = row * stride;
    for (let at = left; at < end;) {
      const word = words[start + (at >>> 5)]! >>> (at & 31);
      if (word !== 0) return Math.min(end, at + lowestBit(word));
      at = (at | 31) + 1;
    }
    return end;
  }

  /** The first pixel from `at` on that is not set. */
  function endOfRun(row: number, from: number): number {
    const start = row * stride;
    for (let at = from; at < widthPx;) {
      const gap = ~words[start + (at >>> 5)]! >>> (at & 31);
      if (gap !== 0) return Math.min(widthPx, at + lowestBit(gap));
      at = (at | 31) + 1;
    }
    return widthPx;
  }

  /** The first pixel of the set ones that end with `at`. */
  function startOfRun(row: number, from: number): number {
    const start = row * stride;
    for (let at = from; at >= 0;) {
      const gap = ~words[start + (at >>> 5)]! << (31 - (at & 31));
      if (gap !== 0) return at + 1 - Math.clz32(gap);
      at = (at & ~31) - 1;
    }
    return 0;
  }

  return {
    has: (xPx, yPx) => ((words[yPx * stride + (xPx >>> 5)]! >>> (xPx & 31)) & 1) === 1,
    setRow(row, marks, from) {
      const start = row * stride;
      const bytes = new DataView(marks.buffer, marks.byteOffset, marks.byteLength);
      for (let word = 0, at = from; word < stride; word++) {
        const end = Math.min(at + 32, from + widthPx);
        let bits = 0;
        let bit = 0;
        // Four marks, lowest first, become four bits: the product moves each of them into the highest byte.
        for (; at + 4 <= end; at += 4, bit += 4) bits |= ((Math.imul(bytes.getUint32(at, true), 0x01020408) >>> 24) & 15) << bit;
        for (; at < end; at++, bit++) bits |= marks[at]! << bit;
        words[start + word] = bits;
      }
    },
    clearFrom(row, marks, from) {
      const start = row * stride;
      for (let word = 0; word < stride; word++) {
        // Words without a bit, most of them where the region is, cost nothing.
        for (let bits = words[start + word]!; bits !== 0; bits &= bits - 1) marks[from + word * 32 + lowestBit(bits)] = 0;
      }
    },
    find,
    takeRun(xPx, row) {
      const left = startOfRun(row, xPx);
      const end = endOfRun(row, xPx);
      const start = row * stride;
      const [first, last] = [left >>> 5, (end - 1) >>> 5];
      const [fromLeft, toEnd] = [~0 << (left & 31), ~0 >>> (31 - ((end - 1) & 31))];
      if (first === last) words[start + first]! &= ~(fromLeft & toEnd);
      else {
        words[start + first]! &= ~fromLeft;
        words.fill(0, start + first + 1, start + last);
        words[start + last]! &= ~toEnd;
      }
      return { left, end };
    },
  };
}

/** Place of the lowest set bit of a word that has one. */
function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}

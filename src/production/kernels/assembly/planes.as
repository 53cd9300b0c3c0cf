// Interleaved 8-bit pixels to planes and back, sixteen pixels at a time.

/** Planes follow each other `stride` bytes apart. */
export function toPlanes(source: usize, planes: usize, stride: usize, widthPx: i32, colours: i32): void {
  if (colours == 1) {
    memory.copy(planes, source, widthPx);
  } else if (colours == 3) {
    for (let x = 0; x < widthPx; x += 16) {
      const a = v128.load(source), b = v128.load(source, 16), c = v128.load(source, 32);
      const ab0 = i8x16.shuffle(a, b, 0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 0, 0, 0, 0, 0);
      const ab1 = i8x16.shuffle(a, b, 1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 0, 0, 0, 0, 0);
      const ab2 = i8x16.shuffle(a, b, 2, 5, 8, 11, 14, 17, 20, 23, 26, 29, 0, 0, 0, 0, 0, 0);
      v128.store(planes, i8x16.shuffle(ab0, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 20, 23, 26, 29));
      v128.store(planes + stride, i8x16.shuffle(ab1, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 18, 21, 24, 27, 30));
      v128.store(planes + 2 * stride, i8x16.shuffle(ab2, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 19, 22, 25, 28, 31));
      source += 48;
      planes += 16;
    }
  } else {
    for (let x = 0; x < widthPx; x += 16) {
      const a = fours(v128.load(source)), b = fours(v128.load(source, 16)), c = fours(v128.load(source, 32)), d = fours(v128.load(source, 48));
      const ab = i32x4.shuffle(a, b, 0, 4, 1, 5), cd = i32x4.shuffle(c, d, 0, 4, 1, 5);
      const abHigh = i32x4.shuffle(a, b, 2, 6, 3, 7), cdHigh = i32x4.shuffle(c, d, 2, 6, 3, 7);
      v128.store(planes, i64x2.shuffle(ab, cd, 0, 2));
      v128.store(planes + stride, i64x2.shuffle(ab, cd, 1, 3));
      v128.store(planes + 2 * stride, i64x2.shuffle(abHigh, cdHigh, 0, 2));
      v128.store(planes + 3 * stride, i64x2.shuffle(abHigh, cdHigh, 1, 3));
      source += 64;
      planes += 16;
    }
  }
}

/** The reverse. */
export function fromPlanes(planes: usize, stride: usize, out: usize, widthPx: i32, colours: i32): void {
  if (colours == 1) {
    memory.copy(out, planes, widthPx);
  } else if (colours == 3) {
    for (let x = 0; x < widthPx; x += 16) {
      const r = v128.load(planes), g = v128.load(planes + stride), b = v128.load(planes + 2 * stride);
      const rg0 = i8x16.shuffle(r, g, 0, 16, 0, 1, 17, 0, 2, 18, 0, 3, 19, 0, 4, 20, 0, 5);
      const rg1 = i8x16.shuffle(r, g, 21, 0, 6, 22, 0, 7, 23, 0, 8, 24, 0, 9, 25, 0, 10, 26);
      const rg2 = i8x16.shuffle(r, g, 0, 11, 27, 0, 12, 28, 0, 13, 29, 0, 14, 30, 0, 15, 31, 0);
      v128.store(out, i8x16.shuffle(rg0, b, 0, 1, 16, 3, 4, 17, 6, 7, 18, 9, 10, 19, 12, 13, 20, 15));
      v128.store(out, i8x16.shuffle(rg1, b, 0, 21, 2, 3, 22, 5, 6, 23, 8, 9, 24, 11, 12, 25, 14, 15), 16);
      v128.store(out, i8x16.shuffle(rg2, b, 26, 1, 2, 27, 4, 5, 28, 7, 8, 29, 10, 11, 30, 13, 14, 31), 32);
      planes += 16;
      out += 48;
    }
  } else {
    for (let x = 0; x < widthPx; x += 16) {
      const c = v128.load(planes), m = v128.load(planes + stride), y = v128.load(planes + 2 * stride), k = v128.load(planes + 3 * stride);
      const cmLow = i8x16.shuffle(c, m, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const cmHigh = i8x16.shuffle(c, m, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      const ykLow = i8x16.shuffle(y, k, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const ykHigh = i8x16.shuffle(y, k, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      v128.store(out, i16x8.shuffle(cmLow, ykLow, 0, 8, 1, 9, 2, 10, 3, 11));
      v128.store(out, i16x8.shuffle(cmLow, ykLow, 4, 12, 5, 13, 6, 14, 7, 15), 16);
      v128.store(out, i16x8.shuffle(cmHigh, ykHigh, 0, 8, 1, 9, 2, 10, 3, 11), 32);
      v128.store(out, i16x8.shuffle(cmHigh, ykHigh, 4, 12, 5, 13, 6, 14, 7, 15), 48);
      planes += 16;
      out += 64;
    }
  }
}

/** Four pixels of four components: all of the first, all of the second … */
// @ts-ignore: decorator
@inline
export function fours(pixels: v128): v128 {
  return i8x16.shuffle(pixels, pixels, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
}

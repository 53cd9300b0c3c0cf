// Interleaved 8-bit pixels to planes and back, sixteen pixels at a time.
//
// Lanes are chosen by masks that lie in memory and stay in registers during a loop: a shuffle with constant lanes would build
// its masks anew each time. A mask of 255 gives 0 on every machine, however relaxed.

/** Three vectors of pixels → three planes: for each plane what it takes from each vector. */
export const triplesToPlanes = memory.data<u8>([
  0, 3, 6, 9, 12, 15, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  255, 255, 255, 255, 255, 255, 2, 5, 8, 11, 14, 255, 255, 255, 255, 255,
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 4, 7, 10, 13,
  1, 4, 7, 10, 13, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  255, 255, 255, 255, 255, 0, 3, 6, 9, 12, 15, 255, 255, 255, 255, 255,
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2, 5, 8, 11, 14,
  2, 5, 8, 11, 14, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  255, 255, 255, 255, 255, 1, 4, 7, 10, 13, 255, 255, 255, 255, 255, 255,
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 3, 6, 9, 12, 15,
]);

/** Three planes → three vectors of pixels: for each vector what it takes from each plane. */
const planesToTriples = memory.data<u8>([
  0, 255, 255, 1, 255, 255, 2, 255, 255, 3, 255, 255, 4, 255, 255, 5,
  255, 0, 255, 255, 1, 255, 255, 2, 255, 255, 3, 255, 255, 4, 255, 255,
  255, 255, 0, 255, 255, 1, 255, 255, 2, 255, 255, 3, 255, 255, 4, 255,
  255, 255, 6, 255, 255, 7, 255, 255, 8, 255, 255, 9, 255, 255, 10, 255,
  5, 255, 255, 6, 255, 255, 7, 255, 255, 8, 255, 255, 9, 255, 255, 10,
  255, 5, 255, 255, 6, 255, 255, 7, 255, 255, 8, 255, 255, 9, 255, 255,
  255, 11, 255, 255, 12, 255, 255, 13, 255, 255, 14, 255, 255, 15, 255, 255,
  255, 255, 11, 255, 255, 12, 255, 255, 13, 255, 255, 14, 255, 255, 15, 255,
  10, 255, 255, 11, 255, 255, 12, 255, 255, 13, 255, 255, 14, 255, 255, 15,
]);

/** Four pixels of four components → all of the first, all of the second …, and back again. */
const fours = memory.data<u8>([0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15]);

/** One of three vectors that are made of three. */
// @ts-ignore: decorator
@inline
export function chosen(a: v128, b: v128, c: v128, fromA: v128, fromB: v128, fromC: v128): v128 {
  return v128.or(v128.or(i8x16.relaxed_swizzle(a, fromA), i8x16.relaxed_swizzle(b, fromB)), i8x16.relaxed_swizzle(c, fromC));
}

/** Planes follow each other `stride` bytes apart. */
export function toPlanes(source: usize, planes: usize, stride: usize, widthPx: i32, colours: i32): void {
  if (colours == 1) memory.copy(planes, source, widthPx);
  else if (colours == 3) threeToPlanes(source, planes, stride, widthPx);
  else fourToPlanes(source, planes, stride, widthPx);
}

/** The reverse. */
export function fromPlanes(planes: usize, stride: usize, out: usize, widthPx: i32, colours: i32): void {
  if (colours == 1) memory.copy(out, planes, widthPx);
  else if (colours == 3) threeFromPlanes(planes, stride, out, widthPx);
  else fourFromPlanes(planes, stride, out, widthPx);
}

function threeToPlanes(source: usize, planes: usize, stride: usize, widthPx: i32): void {
  const first = planes, second = planes + stride, third = planes + 2 * stride;
  const a0 = v128.load(triplesToPlanes), b0 = v128.load(triplesToPlanes, 16), c0 = v128.load(triplesToPlanes, 32);
  const a1 = v128.load(triplesToPlanes, 48), b1 = v128.load(triplesToPlanes, 64), c1 = v128.load(triplesToPlanes, 80);
  const a2 = v128.load(triplesToPlanes, 96), b2 = v128.load(triplesToPlanes, 112), c2 = v128.load(triplesToPlanes, 128);
  for (let x: usize = 0, end = <usize>widthPx; x < end; x += 16) {
    const a = v128.load(source), b = v128.load(source, 16), c = v128.load(source, 32);
    v128.store(first + x, chosen(a, b, c, a0, b0, c0));
    v128.store(second + x, chosen(a, b, c, a1, b1, c1));
    v128.store(third + x, chosen(a, b, c, a2, b2, c2));
    source += 48;
  }
}

function threeFromPlanes(planes: usize, stride: usize, out: usize, widthPx: i32): void {
  const first = planes, second = planes + stride, third = planes + 2 * stride;
  const r0 = v128.load(planesToTriples), g0 = v128.load(planesToTriples, 16), b0 = v128.load(planesToTriples, 32);
  const r1 = v128.load(planesToTriples, 48), g1 = v128.load(planesToTriples, 64), b1 = v128.load(planesToTriples, 80);
  const r2 = v128.load(planesToTriples, 96), g2 = v128.load(planesToTriples, 112), b2 = v128.load(planesToTriples, 128);
  for (let x: usize = 0, end = <usize>widthPx; x < end; x += 16) {
    const r = v128.load(first + x), g = v128.load(second + x), b = v128.load(third + x);
    v128.store(out, chosen(r, g, b, r0, g0, b0));
    v128.store(out, chosen(r, g, b, r1, g1, b1), 16);
    v128.store(out, chosen(r, g, b, r2, g2, b2), 32);
    out += 48;
  }
}

function fourToPlanes(source: usize, planes: usize, stride: usize, widthPx: i32): void {
  const together = v128.load(fours);
  for (let x = 0; x < widthPx; x += 16) {
    const a = i8x16.relaxed_swizzle(v128.load(source), together), b = i8x16.relaxed_swizzle(v128.load(source, 16), together);
    const c = i8x16.relaxed_swizzle(v128.load(source, 32), together), d = i8x16.relaxed_swizzle(v128.load(source, 48), together);
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

function fourFromPlanes(planes: usize, stride: usize, out: usize, widthPx: i32): void {
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

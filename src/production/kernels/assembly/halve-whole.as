// Halving in whole numbers: 8 bits, no alpha. Weights are whole numbers of 1/32768; between the two directions a sample has
// five binary places, so that sums of two still fit 16 bits (the gain of the kernel is at most 1.2 upwards, 0.2 downwards).
import { fromPlanes, toPlanes } from './planes';
import { rowAt } from './window';

/** Pixels in front of a row of the staging area. */
const leadPx: usize = 16;

/** Halves one row across.
 *  @param staging Planes of `stagingStride` bytes. @param ringRow Planes of `ringStride` bytes, 16 bits a sample.
 *  @param weights Six whole numbers of 16 bits, the largest first. */
export function halveAcross8(
  source: usize, staging: usize, stagingStride: usize, ringRow: usize, ringStride: usize, widthPx: i32, colours: i32, weights: usize,
): void {
  toPlanes(source, staging + leadPx, stagingStride, widthPx, colours);
  const outer = swapped(weights + 8), middle = swapped(weights + 4), inner = swapped(weights);
  const innerBack = v128.load32_splat(weights), middleBack = v128.load32_splat(weights, 4), outerBack = v128.load32_splat(weights, 8);
  const half = i32x4.splat(512);
  const outWidthPx = (widthPx + 1) >> 1;
  for (let plane = 0; plane < colours; plane++) {
    const first = staging + <usize>plane * stagingStride + leadPx;
    memory.fill(first - leadPx, load<u8>(first), leadPx);
    memory.fill(first + widthPx, load<u8>(first + widthPx - 1), 32);
    let from = first - 5;
    let to = ringRow + <usize>plane * ringStride;
    for (let x = 0; x < outWidthPx; x += 8) {
      v128.store(to, i16x8.narrow_i32x4_s(
        i32x4.shr_s(taps(from, half, outer, middle, inner, innerBack, middleBack, outerBack), 10),
        i32x4.shr_s(taps(from + 8, half, outer, middle, inner, innerBack, middleBack, outerBack), 10),
      ));
      from += 16;
      to += 16;
    }
  }
}

/** Two neighbouring weights, the second one first, eight lanes. */
// @ts-ignore: decorator
@inline
function swapped(weights: usize): v128 {
  return i32x4.splat((load<u16>(weights) << 16) | load<u16>(weights, 2));
}

/** Four samples of the half-sized row, each from six pairs of neighbours. */
// @ts-ignore: decorator
@inline
function taps(from: usize, half: v128, w0: v128, w1: v128, w2: v128, w3: v128, w4: v128, w5: v128): v128 {
  const a = i32x4.add(i32x4.dot_i16x8_s(v128.load_ext<u8>(from), w0), i32x4.dot_i16x8_s(v128.load_ext<u8>(from, 2), w1));
  const b = i32x4.add(i32x4.dot_i16x8_s(v128.load_ext<u8>(from, 4), w2), i32x4.dot_i16x8_s(v128.load_ext<u8>(from, 6), w3));
  const c = i32x4.add(i32x4.dot_i16x8_s(v128.load_ext<u8>(from, 8), w4), i32x4.dot_i16x8_s(v128.load_ext<u8>(from, 10), w5));
  return i32x4.add(i32x4.add(a, b), i32x4.add(c, half));
}

/** Makes row `y` of the half-sized image from twelve rows that are halved across.
 *  @param planes Room for one row of planes of `ringStride` / 2 bytes. */
export function halveDown8(
  ring: usize, rowBytes: usize, ringStride: usize, y: i32, heightPx: i32, planes: usize, out: usize, outWidthPx: i32, colours: i32, weights: usize,
): void {
  const a0 = rowAt(ring, rowBytes, y, 0, heightPx), b0 = rowAt(ring, rowBytes, y, 1, heightPx);
  const a1 = rowAt(ring, rowBytes, y, -1, heightPx), b1 = rowAt(ring, rowBytes, y, 2, heightPx);
  const a2 = rowAt(ring, rowBytes, y, -2, heightPx), b2 = rowAt(ring, rowBytes, y, 3, heightPx);
  const a3 = rowAt(ring, rowBytes, y, -3, heightPx), b3 = rowAt(ring, rowBytes, y, 4, heightPx);
  const a4 = rowAt(ring, rowBytes, y, -4, heightPx), b4 = rowAt(ring, rowBytes, y, 5, heightPx);
  const a5 = rowAt(ring, rowBytes, y, -5, heightPx), b5 = rowAt(ring, rowBytes, y, 6, heightPx);
  const w01 = v128.load32_splat(weights), w23 = v128.load32_splat(weights, 4), w45 = v128.load32_splat(weights, 8);
  const half = i32x4.splat(0x80000);
  const end = <usize>colours * ringStride;
  for (let at: usize = 0; at < end; at += 32) {
    const low = eightDown(at, a0, b0, a1, b1, a2, b2, a3, b3, a4, b4, a5, b5, w01, w23, w45, half);
    const high = eightDown(at + 16, a0, b0, a1, b1, a2, b2, a3, b3, a4, b4, a5, b5, w01, w23, w45, half);
    v128.store(planes + (at >> 1), i8x16.narrow_i16x8_u(low, high));
  }
  fromPlanes(planes, ringStride >> 1, out, outWidthPx, colours);
}

// @ts-ignore: decorator
@inline
function eightDown(
  at: usize, a0: usize, b0: usize, a1: usize, b1: usize, a2: usize, b2: usize, a3: usize, b3: usize, a4: usize, b4: usize, a5: usize, b5: usize,
  w01: v128, w23: v128, w45: v128, half: v128,
): v128 {
  const p0 = i16x8.add(v128.load(a0 + at), v128.load(b0 + at)), p1 = i16x8.add(v128.load(a1 + at), v128.load(b1 + at));
  const p2 = i16x8.add(v128.load(a2 + at), v128.load(b2 + at)), p3 = i16x8.add(v128.load(a3 + at), v128.load(b3 + at));
  const p4 = i16x8.add(v128.load(a4 + at), v128.load(b4 + at)), p5 = i16x8.add(v128.load(a5 + at), v128.load(b5 + at));
  const low = i32x4.add(
    i32x4.add(i32x4.dot_i16x8_s(lowLanes(p0, p1), w01), i32x4.dot_i16x8_s(lowLanes(p2, p3), w23)),
    i32x4.add(i32x4.dot_i16x8_s(lowLanes(p4, p5), w45), half),
  );
  const high = i32x4.add(
    i32x4.add(i32x4.dot_i16x8_s(highLanes(p0, p1), w01), i32x4.dot_i16x8_s(highLanes(p2, p3), w23)),
    i32x4.add(i32x4.dot_i16x8_s(highLanes(p4, p5), w45), half),
  );
  return i16x8.narrow_i32x4_s(i32x4.shr_s(low, 20), i32x4.shr_s(high, 20));
}

// @ts-ignore: decorator
@inline
function lowLanes(a: v128, b: v128): v128 {
  return i16x8.shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

// @ts-ignore: decorator
@inline
function highLanes(a: v128, b: v128): v128 {
  return i16x8.shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

// Halving in real numbers: 16 bits, or colour weighted by alpha. Single precision; double for 16 bits with alpha, where sums
// of 24 bits may cancel almost to nothing.
import { fromPlanes, toPlanes } from './planes';
import { rounded } from './round';
import { rowAt } from './window';

/** Real numbers in front of a plane of the staging area. */
const lead: usize = 8;

/** Halves one row across; the last plane is alpha, the others are colour times alpha.
 *  @param bytes Room for the planes of the row as they are. @param staging For each plane the even pixels, then the odd ones,
 *  `stagingStride` bytes each. @param weights Six, the largest first. */
export function halveAcrossWeighted8(
  source: usize, alpha: usize, bytes: usize, bytesStride: usize, staging: usize, stagingStride: usize, ringRow: usize, ringStride: usize,
  widthPx: i32, colours: i32, weights: usize,
): void {
  toPlanes(source, bytes, bytesStride, widthPx, colours);
  for (let plane = 0; plane <= colours; plane++) {
    let from = bytes + <usize>plane * bytesStride;
    let evens = staging + 2 * <usize>plane * stagingStride + lead * 4;
    const low = i32x4.splat(0xffff);
    for (let x = 0; x < widthPx; x += 8) {
      const weight = v128.load_ext<u8>(alpha + x);
      const products = plane == colours ? weight : i16x8.mul(v128.load_ext<u8>(from), weight);
      v128.store(evens, f32x4.convert_i32x4_u(v128.and(products, low)));
      v128.store(evens + stagingStride, f32x4.convert_i32x4_u(i32x4.shr_u(products, 16)));
      from += 8;
      evens += 16;
    }
  }
  across<f32>(staging, stagingStride, ringRow, ringStride, widthPx, colours + 1, weights);
}

/** Halves one row across. */
export function halveAcross16(
  source: usize, staging: usize, stagingStride: usize, ringRow: usize, ringStride: usize, widthPx: i32, colours: i32, weights: usize,
): void {
  spread<f32>(source, 0, staging, stagingStride, widthPx, colours);
  across<f32>(staging, stagingStride, ringRow, ringStride, widthPx, colours, weights);
}

/** Like {@link halveAcrossWeighted8}. */
export function halveAcrossWeighted16(
  source: usize, alpha: usize, staging: usize, stagingStride: usize, ringRow: usize, ringStride: usize, widthPx: i32, colours: i32, weights: usize,
): void {
  spread<f64>(source, alpha, staging, stagingStride, widthPx, colours);
  across<f64>(staging, stagingStride, ringRow, ringStride, widthPx, colours + 1, weights);
}

function spread<F>(source: usize, alpha: usize, staging: usize, stagingStride: usize, widthPx: i32, colours: i32): void {
  for (let x = 0; x < widthPx; x++) {
    let to = staging + (<usize>(x >> 1) + lead) * sizeof<F>() + <usize>(x & 1) * stagingStride;
    const weight = alpha ? <F>load<u8>(alpha + x) : <F>1;
    for (let component = 0; component < colours; component++) {
      store<F>(to, <F>load<u16>(source) * weight);
      source += 2;
      to += 2 * stagingStride;
    }
    if (alpha) store<F>(to, weight);
  }
}

function across<F>(staging: usize, stride: usize, ringRow: usize, ringStride: usize, widthPx: i32, planes: i32, weights: usize): void {
  const size = sizeof<F>();
  const w0 = v128.splat<F>(load<F>(weights)), w1 = v128.splat<F>(load<F>(weights + size)), w2 = v128.splat<F>(load<F>(weights + 2 * size));
  const w3 = v128.splat<F>(load<F>(weights + 3 * size)), w4 = v128.splat<F>(load<F>(weights + 4 * size)), w5 = v128.splat<F>(load<F>(weights + 5 * size));
  const outWidthPx = (widthPx + 1) >> 1;
  for (let plane = 0; plane < planes; plane++) {
    const evens = staging + 2 * <usize>plane * stride + lead * size;
    const odds = evens + stride;
    repeatEdges<F>(evens, odds, widthPx, outWidthPx);
    const out = ringRow + <usize>plane * ringStride;
    const end = <usize>outWidthPx * size;
    for (let at: usize = 0; at < end; at += 16) {
      const e = evens + at, o = odds + at;
      v128.store(out + at, sum<F>(
        w0, v128.load(e), v128.load(o), w1, v128.load(o - size), v128.load(e + size), w2, v128.load(e - size), v128.load(o + size),
        w3, v128.load(o - 2 * size), v128.load(e + 2 * size), w4, v128.load(e - 2 * size), v128.load(o + 2 * size),
        w5, v128.load(o - 3 * size), v128.load(e + 3 * size),
      ));
    }
  }
}

function repeatEdges<F>(evens: usize, odds: usize, widthPx: i32, outWidthPx: i32): void {
  const size = sizeof<F>();
  const first = load<F>(evens);
  const last = widthPx & 1 ? load<F>(evens + <usize>(outWidthPx - 1) * size) : load<F>(odds + <usize>(outWidthPx - 1) * size);
  if (widthPx & 1) store<F>(odds + <usize>(outWidthPx - 1) * size, last);
  for (let at: usize = 1; at <= 3; at++) {
    store<F>(evens - at * size, first);
    store<F>(odds - at * size, first);
    store<F>(evens + (<usize>outWidthPx - 1 + at) * size, last);
    store<F>(odds + (<usize>outWidthPx - 1 + at) * size, last);
  }
}

// @ts-ignore: decorator
@inline
function sum<F>(
  w0: v128, a0: v128, b0: v128, w1: v128, a1: v128, b1: v128, w2: v128, a2: v128, b2: v128,
  w3: v128, a3: v128, b3: v128, w4: v128, a4: v128, b4: v128, w5: v128, a5: v128, b5: v128,
): v128 {
  let sum = v128.mul<F>(v128.add<F>(a0, b0), w0);
  sum = v128.add<F>(sum, v128.mul<F>(v128.add<F>(a1, b1), w1));
  sum = v128.add<F>(sum, v128.mul<F>(v128.add<F>(a2, b2), w2));
  sum = v128.add<F>(sum, v128.mul<F>(v128.add<F>(a3, b3), w3));
  sum = v128.add<F>(sum, v128.mul<F>(v128.add<F>(a4, b4), w4));
  return v128.add<F>(sum, v128.mul<F>(v128.add<F>(a5, b5), w5));
}

/** Makes row `y` of the half-sized image from twelve rows that are halved across. @param sums Room for one row of planes. */
export function halveDown16(
  ring: usize, rowBytes: usize, ringStride: usize, y: i32, heightPx: i32, sums: usize, out: usize, outWidthPx: i32, colours: i32, weights: usize,
): void {
  down<f32>(ring, rowBytes, ringStride, y, heightPx, sums, colours, weights);
  const pixelBytes = <usize>colours * 2;
  for (let component = 0; component < colours; component++) {
    let to = out + 2 * <usize>component;
    for (let from = sums, end = sums + 4 * <usize>outWidthPx; from < end; from += 16) {
      const four = rounded(v128.load(from), 65535);
      v128.store16_lane(to, four, 0);
      v128.store16_lane(to + pixelBytes, four, 2);
      v128.store16_lane(to + 2 * pixelBytes, four, 4);
      v128.store16_lane(to + 3 * pixelBytes, four, 6);
      to += 4 * pixelBytes;
    }
    sums += ringStride;
  }
}

/** Like {@link halveDown16}. @param source Ring of the colour rows as they were, `sourceBytes` each, for pixels without alpha. */
export function halveDownWeighted8(
  ring: usize, rowBytes: usize, ringStride: usize, source: usize, sourceBytes: usize, y: i32, heightPx: i32, sums: usize, planes: usize,
  out: usize, outAlpha: usize, widthPx: i32, colours: i32, weights: usize,
): void {
  down<f32>(ring, rowBytes, ringStride, y, heightPx, sums, colours + 1, weights);
  const outWidthPx = (widthPx + 1) >> 1;
  const stride = ringStride >> 2;
  const alphas = sums + <usize>colours * ringStride;
  for (let component = 0; component < colours; component++) {
    const from = sums + <usize>component * ringStride;
    const to = planes + <usize>component * stride;
    for (let x = 0; x < outWidthPx; x += 8) {
      const at = <usize>x * 4;
      v128.store64_lane(to + x, eightSamples(
        f32x4.div(v128.load(from + at), v128.load(alphas + at)), f32x4.div(v128.load(from + at, 16), v128.load(alphas + at, 16)),
      ), 0);
    }
  }
  for (let x = 0; x < outWidthPx; x += 8) {
    const at = alphas + 4 * <usize>x;
    v128.store64_lane(outAlpha + x, eightSamples(v128.load(at), v128.load(at, 16)), 0);
  }
  fromPlanes(planes, stride, out, outWidthPx, colours);
  meanWithoutAlpha<u8>(source, sourceBytes, y, heightPx, out, outAlpha, widthPx, colours);
}

/** Rounded and clamped to bytes. */
// @ts-ignore: decorator
@inline
function eightSamples(low: v128, high: v128): v128 {
  const words = i16x8.narrow_i32x4_s(rounded(low, 255), rounded(high, 255));
  return i8x16.narrow_i16x8_u(words, words);
}

/** Like {@link halveDownWeighted8}. */
export function halveDownWeighted16(
  ring: usize, rowBytes: usize, ringStride: usize, source: usize, sourceBytes: usize, y: i32, heightPx: i32, sums: usize,
  out: usize, outAlpha: usize, widthPx: i32, colours: i32, weights: usize,
): void {
  down<f64>(ring, rowBytes, ringStride, y, heightPx, sums, colours + 1, weights);
  const outWidthPx = (widthPx + 1) >> 1;
  const alphas = sums + <usize>colours * ringStride;
  for (let x = 0; x < outWidthPx; x++) {
    const alpha = load<f64>(alphas + 8 * <usize>x);
    const whole = <u8>nearest<f64>(min<f64>(max<f64>(alpha, 0), 255));
    store<u8>(outAlpha + x, whole);
    if (whole == 0) continue;
    for (let component = 0; component < colours; component++) {
      const colour = load<f64>(sums + <usize>component * ringStride + 8 * <usize>x) / alpha;
      store<u16>(out + 2 * <usize>(x * colours + component), <u16>nearest<f64>(min<f64>(max<f64>(colour, 0), 65535)));
    }
  }
  meanWithoutAlpha<u16>(source, sourceBytes, y, heightPx, out, outAlpha, widthPx, colours);
}

function down<F>(ring: usize, rowBytes: usize, ringStride: usize, y: i32, heightPx: i32, sums: usize, planes: i32, weights: usize): void {
  const a0 = rowAt(ring, rowBytes, y, 0, heightPx), b0 = rowAt(ring, rowBytes, y, 1, heightPx);
  const a1 = rowAt(ring, rowBytes, y, -1, heightPx), b1 = rowAt(ring, rowBytes, y, 2, heightPx);
  const a2 = rowAt(ring, rowBytes, y, -2, heightPx), b2 = rowAt(ring, rowBytes, y, 3, heightPx);
  const a3 = rowAt(ring, rowBytes, y, -3, heightPx), b3 = rowAt(ring, rowBytes, y, 4, heightPx);
  const a4 = rowAt(ring, rowBytes, y, -4, heightPx), b4 = rowAt(ring, rowBytes, y, 5, heightPx);
  const a5 = rowAt(ring, rowBytes, y, -5, heightPx), b5 = rowAt(ring, rowBytes, y, 6, heightPx);
  const size = sizeof<F>();
  const w0 = v128.splat<F>(load<F>(weights)), w1 = v128.splat<F>(load<F>(weights + size)), w2 = v128.splat<F>(load<F>(weights + 2 * size));
  const w3 = v128.splat<F>(load<F>(weights + 3 * size)), w4 = v128.splat<F>(load<F>(weights + 4 * size)), w5 = v128.splat<F>(load<F>(weights + 5 * size));
  const end = <usize>planes * ringStride;
  for (let at: usize = 0; at < end; at += 16) {
    v128.store(sums + at, sum<F>(
      w0, v128.load(a0 + at), v128.load(b0 + at), w1, v128.load(a1 + at), v128.load(b1 + at), w2, v128.load(a2 + at), v128.load(b2 + at),
      w3, v128.load(a3 + at), v128.load(b3 + at), w4, v128.load(a4 + at), v128.load(b4 + at), w5, v128.load(a5 + at), v128.load(b5 + at),
    ));
  }
}

/** Where the half-sized alpha is 0: the mean of the up to four pixels below, halves up. */
function meanWithoutAlpha<T>(
  source: usize, sourceBytes: usize, y: i32, heightPx: i32, out: usize, outAlpha: usize, widthPx: i32, colours: i32,
): void {
  const outWidthPx = (widthPx + 1) >> 1;
  const above = rowAt(source, sourceBytes, y, 0, heightPx), below = rowAt(source, sourceBytes, y, 1, heightPx);
  const size = sizeof<T>();
  for (let x = 0; x < outWidthPx; x++) {
    if (load<u8>(outAlpha + x) != 0) continue;
    const left = <usize>(2 * x * colours) * size;
    const right = 2 * x + 1 < widthPx ? left + <usize>colours * size : left;
    for (let component = 0; component < colours; component++) {
      const at = <usize>component * size;
      // A pixel at the edge counts twice or four times, which leaves the mean and its rounding as they are.
      const four = <u32>load<T>(above + left + at) + <u32>load<T>(above + right + at) + <u32>load<T>(below + left + at) + <u32>load<T>(below + right + at);
      store<T>(out + (<usize>(x * colours + component)) * size, <T>((four + 2) >> 2));
    }
  }
}

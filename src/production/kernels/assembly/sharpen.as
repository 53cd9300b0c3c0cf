// The unsharp mask: blur down, then across, both with a symmetrical kernel of `reach` samples on either side; then the
// difference to the signal. Single precision; sums run from the centre outwards.
import { rounded } from './round';

/** Blurs row `y` downwards.
 *  @param ring Rows of the signal, row r in slot r % slots. @param pointers Room for 2 × reach addresses. @param out Real numbers. */
export function blurDown8(
  ring: usize, rowBytes: usize, slots: i32, y: i32, heightPx: i32, reach: i32, weights: usize, pointers: usize, out: usize, samples: i32,
): void {
  blurDown<u8>(ring, rowBytes, slots, y, heightPx, reach, weights, pointers, out, samples);
}

/** Like {@link blurDown8}. */
export function blurDown16(
  ring: usize, rowBytes: usize, slots: i32, y: i32, heightPx: i32, reach: i32, weights: usize, pointers: usize, out: usize, samples: i32,
): void {
  blurDown<u16>(ring, rowBytes, slots, y, heightPx, reach, weights, pointers, out, samples);
}

/** Like {@link blurDown8}. */
export function blurDownReal(
  ring: usize, rowBytes: usize, slots: i32, y: i32, heightPx: i32, reach: i32, weights: usize, pointers: usize, out: usize, samples: i32,
): void {
  blurDown<f32>(ring, rowBytes, slots, y, heightPx, reach, weights, pointers, out, samples);
}

function blurDown<T>(
  ring: usize, rowBytes: usize, slots: i32, y: i32, heightPx: i32, reach: i32, weights: usize, pointers: usize, out: usize, samples: i32,
): void {
  for (let k = 1; k <= reach; k++) {
    const pair = pointers + 8 * <usize>(k - 1);
    store<usize>(pair, ring + <usize>(max(y - k, 0) % slots) * rowBytes);
    store<usize>(pair, ring + <usize>(min(y + k, heightPx - 1) % slots) * rowBytes, 4);
  }
  const centre = ring + <usize>(y % slots) * rowBytes;
  const end = <usize>samples * sizeof<T>();
  const lastWeight = weights + 4 * <usize>reach;
  for (let at: usize = 0; at < end; at += 16 * sizeof<T>()) {
    const first = v128.load32_splat(weights);
    let a = f32x4.mul(four<T>(centre + at, 0), first), b = f32x4.mul(four<T>(centre + at, 4), first);
    let c = f32x4.mul(four<T>(centre + at, 8), first), d = f32x4.mul(four<T>(centre + at, 12), first);
    let pair = pointers;
    for (let weight = weights + 4; weight <= lastWeight; weight += 4) {
      const above = load<usize>(pair) + at, below = load<usize>(pair, 4) + at;
      const factor = v128.load32_splat(weight);
      pair += 8;
      if (sizeof<T>() == 1) {
        const low = i16x8.add(v128.load_ext<u8>(above), v128.load_ext<u8>(below));
        const high = i16x8.add(v128.load_ext<u8>(above, 8), v128.load_ext<u8>(below, 8));
        a = f32x4.add(a, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(low)), factor));
        b = f32x4.add(b, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(low)), factor));
        c = f32x4.add(c, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(high)), factor));
        d = f32x4.add(d, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(high)), factor));
      } else {
        a = f32x4.add(a, f32x4.mul(f32x4.add(four<T>(above, 0), four<T>(below, 0)), factor));
        b = f32x4.add(b, f32x4.mul(f32x4.add(four<T>(above, 4), four<T>(below, 4)), factor));
        c = f32x4.add(c, f32x4.mul(f32x4.add(four<T>(above, 8), four<T>(below, 8)), factor));
        d = f32x4.add(d, f32x4.mul(f32x4.add(four<T>(above, 12), four<T>(below, 12)), factor));
      }
    }
    v128.store(out, a);
    v128.store(out, b, 16);
    v128.store(out, c, 32);
    v128.store(out, d, 48);
    out += 64;
  }
}

/** Four samples as real numbers. */
// @ts-ignore: decorator
@inline
function four<T>(from: usize, skip: usize): v128 {
  if (isFloat<T>()) return v128.load(from + skip * 4);
  if (sizeof<T>() == 2) return f32x4.convert_i32x4_s(v128.load_ext<u16>(from + skip * 2));
  return f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(from + skip))));
}

/** Blurs a row across and gives what is to be added to the signal.
 *  @param blurred The row, blurred downwards, `step` × `reach` samples of room on both sides. @param step Samples of a pixel. */
export function gains8(
  signal: usize, blurred: usize, samples: i32, step: i32, reach: i32, weights: usize, amount: f32, threshold: f32, out: usize,
): void {
  gains<u8>(signal, blurred, samples, step, reach, weights, amount, threshold, out);
}

/** Like {@link gains8}. */
export function gains16(
  signal: usize, blurred: usize, samples: i32, step: i32, reach: i32, weights: usize, amount: f32, threshold: f32, out: usize,
): void {
  gains<u16>(signal, blurred, samples, step, reach, weights, amount, threshold, out);
}

/** Like {@link gains8}. */
export function gainsReal(
  signal: usize, blurred: usize, samples: i32, step: i32, reach: i32, weights: usize, amount: f32, threshold: f32, out: usize,
): void {
  gains<f32>(signal, blurred, samples, step, reach, weights, amount, threshold, out);
}

function gains<T>(
  signal: usize, blurred: usize, samples: i32, step: i32, reach: i32, weights: usize, amount: f32, threshold: f32, out: usize,
): void {
  const stepBytes = <usize>step * 4;
  for (let at: usize = 0, end = stepBytes * <usize>reach; at < end; at += 4) {
    store<f32>(blurred - end + at, load<f32>(blurred + at % stepBytes));
    store<f32>(blurred + 4 * <usize>samples + at, load<f32>(blurred + 4 * <usize>samples - stepBytes + at % stepBytes));
  }
  const strength = f32x4.splat(amount), least = f32x4.splat(threshold);
  const lastWeight = weights + 4 * <usize>reach;
  const end = blurred + 4 * <usize>samples;
  while (blurred < end) {
    const first = v128.load32_splat(weights);
    let a = f32x4.mul(v128.load(blurred), first), b = f32x4.mul(v128.load(blurred, 16), first);
    let c = f32x4.mul(v128.load(blurred, 32), first), d = f32x4.mul(v128.load(blurred, 48), first);
    let left = blurred, right = blurred;
    for (let weight = weights + 4; weight <= lastWeight; weight += 4) {
      const factor = v128.load32_splat(weight);
      left -= stepBytes;
      right += stepBytes;
      a = f32x4.add(a, f32x4.mul(f32x4.add(v128.load(left), v128.load(right)), factor));
      b = f32x4.add(b, f32x4.mul(f32x4.add(v128.load(left, 16), v128.load(right, 16)), factor));
      c = f32x4.add(c, f32x4.mul(f32x4.add(v128.load(left, 32), v128.load(right, 32)), factor));
      d = f32x4.add(d, f32x4.mul(f32x4.add(v128.load(left, 48), v128.load(right, 48)), factor));
    }
    v128.store(out, gain(f32x4.sub(four<T>(signal, 0), a), strength, least));
    v128.store(out, gain(f32x4.sub(four<T>(signal, 4), b), strength, least), 16);
    v128.store(out, gain(f32x4.sub(four<T>(signal, 8), c), strength, least), 32);
    v128.store(out, gain(f32x4.sub(four<T>(signal, 12), d), strength, least), 48);
    signal += 16 * sizeof<T>();
    blurred += 64;
    out += 64;
  }
}

/** Nothing for differences below the threshold. */
// @ts-ignore: decorator
@inline
function gain(difference: v128, strength: v128, least: v128): v128 {
  return v128.andnot(f32x4.mul(difference, strength), f32x4.lt(f32x4.abs(difference), least));
}

/** Sixteen samples and what is to be added to them, rounded and clamped. */
export function addGains8(source: usize, gains: usize, out: usize, samples: i32): void {
  for (let x = 0; x < samples; x += 16) {
    v128.store(out, i8x16.narrow_i16x8_u(
      i16x8.narrow_i32x4_s(added<u8>(source, 0, gains, 255), added<u8>(source, 4, gains + 16, 255)),
      i16x8.narrow_i32x4_s(added<u8>(source, 8, gains + 32, 255), added<u8>(source, 12, gains + 48, 255)),
    ));
    source += 16;
    gains += 64;
    out += 16;
  }
}

/** Like {@link addGains8}. */
export function addGains16(source: usize, gains: usize, out: usize, samples: i32): void {
  for (let x = 0; x < samples; x += 8) {
    v128.store(out, i16x8.narrow_i32x4_u(added<u16>(source, 0, gains, 65535), added<u16>(source, 4, gains + 16, 65535)));
    source += 16;
    gains += 32;
    out += 16;
  }
}

// @ts-ignore: decorator
@inline
function added<T>(source: usize, skip: usize, gains: usize, largest: f32): v128 {
  const sum = f32x4.add(four<T>(source, skip), v128.load(gains));
  return rounded(sum, largest);
}

/** One signal of all components. @param shares What each gives to it. */
export function luminance8(source: usize, out: usize, widthPx: i32, colours: i32, shares: usize): void {
  luminance<u8>(source, out, widthPx, colours, shares);
}

/** Like {@link luminance8}. */
export function luminance16(source: usize, out: usize, widthPx: i32, colours: i32, shares: usize): void {
  luminance<u16>(source, out, widthPx, colours, shares);
}

function luminance<T>(source: usize, out: usize, widthPx: i32, colours: i32, shares: usize): void {
  const size = sizeof<T>();
  const s0 = load<f32>(shares), s1 = load<f32>(shares, 4), s2 = load<f32>(shares, 8), s3 = load<f32>(shares, 12);
  for (let x = 0; x < widthPx; x++) {
    let sum = <f32>load<T>(source) * s0 + <f32>load<T>(source + size) * s1 + <f32>load<T>(source + 2 * size) * s2;
    if (colours == 4) sum += <f32>load<T>(source + 3 * size) * s3;
    store<f32>(out, sum);
    source += <usize>colours * size;
    out += 4;
  }
}

/** The same gain for all components of a pixel. */
export function repeatGains(gains: usize, out: usize, widthPx: i32, colours: i32): void {
  for (let x = 0; x < widthPx; x++) {
    const gain = load<f32>(gains);
    for (let component = 0; component < colours; component++) {
      store<f32>(out, gain);
      out += 4;
    }
    gains += 4;
  }
}

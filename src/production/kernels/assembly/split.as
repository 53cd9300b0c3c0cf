// Interleaved colour and alpha taken apart.

/** Four pixels of bytes, or two of words → all of their colours, then their alphas. */
const alphaLast8 = memory.data<u8>([0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 7, 11, 15]);
const alphaLast16 = memory.data<u8>([0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13, 6, 7, 14, 15]);

export function split8(source: usize, colour: usize, alpha: usize, pixels: i32, colours: i32): void {
  if (colours == 1) two(source, colour, alpha, pixels);
  else if (colours == 3) four8(source, colour, alpha, pixels);
  else scalar<u8>(source, colour, alpha, pixels, colours);
}

export function split16(source: usize, colour: usize, alpha: usize, pixels: i32, colours: i32): void {
  if (colours == 3) four16(source, colour, alpha, pixels);
  else scalar<u16>(source, colour, alpha, pixels, colours);
}

function two(source: usize, colour: usize, alpha: usize, pixels: i32): void {
  const low = i16x8.splat(0xff);
  for (let x: usize = 0, end = <usize>pixels; x < end; x += 16) {
    const a = v128.load(source), b = v128.load(source, 16);
    v128.store(colour + x, i8x16.narrow_i16x8_u(v128.and(a, low), v128.and(b, low)));
    v128.store(alpha + x, i8x16.narrow_i16x8_u(i16x8.shr_u(a, 8), i16x8.shr_u(b, 8)));
    source += 32;
  }
}

function four8(source: usize, colour: usize, alpha: usize, pixels: i32): void {
  const order = v128.load(alphaLast8);
  for (let x: usize = 0, end = <usize>pixels; x < end; x += 16) {
    const a = i8x16.relaxed_swizzle(v128.load(source), order), b = i8x16.relaxed_swizzle(v128.load(source, 16), order);
    const c = i8x16.relaxed_swizzle(v128.load(source, 32), order), d = i8x16.relaxed_swizzle(v128.load(source, 48), order);
    storeColours(colour, a, b, c, d);
    v128.store(alpha + x, lastQuarters(a, b, c, d));
    source += 64;
    colour += 48;
  }
}

function four16(source: usize, colour: usize, alpha: usize, pixels: i32): void {
  const order = v128.load(alphaLast16), factor = i16x8.splat(255), half = i32x4.splat(32895);
  for (let x: usize = 0, end = <usize>pixels; x < end; x += 8) {
    const a = i8x16.relaxed_swizzle(v128.load(source), order), b = i8x16.relaxed_swizzle(v128.load(source, 16), order);
    const c = i8x16.relaxed_swizzle(v128.load(source, 32), order), d = i8x16.relaxed_swizzle(v128.load(source, 48), order);
    storeColours(colour, a, b, c, d);
    // The nearest to alpha / 257 is (alpha × 255 + 32895) / 65536, rounded down, for every alpha.
    const alphas = lastQuarters(a, b, c, d);
    const low = i32x4.shr_u(i32x4.add(i32x4.extmul_low_i16x8_u(alphas, factor), half), 16);
    const high = i32x4.shr_u(i32x4.add(i32x4.extmul_high_i16x8_u(alphas, factor), half), 16);
    const words = i16x8.narrow_i32x4_s(low, high);
    v128.store64_lane(alpha + x, i8x16.narrow_i16x8_u(words, words), 0);
    source += 64;
    colour += 48;
  }
}

/** Twelve bytes of each; the alphas behind them are overwritten by the next. */
// @ts-ignore: decorator
@inline
function storeColours(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(to, a);
  v128.store(to, b, 12);
  v128.store(to, c, 24);
  v128.store(to, d, 36);
}

/** The last four bytes of each. */
// @ts-ignore: decorator
@inline
function lastQuarters(a: v128, b: v128, c: v128, d: v128): v128 {
  return i64x2.shuffle(i32x4.shuffle(a, b, 2, 6, 3, 7), i32x4.shuffle(c, d, 2, 6, 3, 7), 1, 3);
}

function scalar<T>(source: usize, colour: usize, alpha: usize, pixels: i32, colours: i32): void {
  for (let x = 0; x < pixels; x++) {
    for (let component = 0; component < colours; component++) {
      store<T>(colour, load<T>(source));
      source += sizeof<T>();
      colour += sizeof<T>();
    }
    const sample = <u32>load<T>(source);
    // The nearest to sample / 257; there are no halves, 257 being odd.
    store<u8>(alpha, sizeof<T>() == 1 ? sample : (sample + 128) / 257);
    source += sizeof<T>();
    alpha++;
  }
}

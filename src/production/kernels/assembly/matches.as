// Which pixels are near a colour, sixteen at a time. `bounds`: the least sample of a match for each of the sixteen pixels'
// samples, then how much more the largest has; both interleaved like the pixels.

export function matches8(source: usize, out: usize, pixels: i32, colours: i32, bounds: usize): void {
  const spans = bounds + 16 * <usize>colours;
  for (let x = 0; x < pixels; x += 16) {
    if (colours == 1) {
      store1(out, within8(source, bounds, spans, 0));
    } else if (colours == 3) {
      store3(out, within8(source, bounds, spans, 0), within8(source, bounds, spans, 16), within8(source, bounds, spans, 32));
    } else {
      store4(out, within8(source, bounds, spans, 0), within8(source, bounds, spans, 16), within8(source, bounds, spans, 32), within8(source, bounds, spans, 48));
    }
    source += 16 * <usize>colours;
    out += 16;
  }
}

export function matches16(source: usize, out: usize, pixels: i32, colours: i32, bounds: usize): void {
  const spans = bounds + 32 * <usize>colours;
  for (let x = 0; x < pixels; x += 16) {
    if (colours == 1) {
      store1(out, within16(source, bounds, spans, 0));
    } else if (colours == 3) {
      store3(out, within16(source, bounds, spans, 0), within16(source, bounds, spans, 32), within16(source, bounds, spans, 64));
    } else {
      store4(out, within16(source, bounds, spans, 0), within16(source, bounds, spans, 32), within16(source, bounds, spans, 64), within16(source, bounds, spans, 96));
    }
    source += 32 * <usize>colours;
    out += 16;
  }
}

/** Sixteen samples: all ones where a sample is within its bounds. */
// @ts-ignore: decorator
@inline
function within8(source: usize, lows: usize, spans: usize, at: usize): v128 {
  const above = i8x16.sub(v128.load(source + at), v128.load(lows + at));
  return i8x16.eq(i8x16.min_u(above, v128.load(spans + at)), above);
}

// @ts-ignore: decorator
@inline
function within16(source: usize, lows: usize, spans: usize, at: usize): v128 {
  const above = i16x8.sub(v128.load(source + at), v128.load(lows + at));
  const aboveToo = i16x8.sub(v128.load(source + at, 16), v128.load(lows + at, 16));
  return i8x16.narrow_i16x8_s(
    i16x8.eq(i16x8.min_u(above, v128.load(spans + at)), above),
    i16x8.eq(i16x8.min_u(aboveToo, v128.load(spans + at, 16)), aboveToo),
  );
}

// @ts-ignore: decorator
@inline
function store1(out: usize, within: v128): void {
  v128.store(out, v128.and(within, i8x16.splat(1)));
}

// @ts-ignore: decorator
@inline
function store3(out: usize, a: v128, b: v128, c: v128): void {
  const first = i8x16.shuffle(i8x16.shuffle(a, b, 0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 0, 0, 0, 0, 0), c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 20, 23, 26, 29);
  const second = i8x16.shuffle(i8x16.shuffle(a, b, 1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 0, 0, 0, 0, 0), c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 18, 21, 24, 27, 30);
  const third = i8x16.shuffle(i8x16.shuffle(a, b, 2, 5, 8, 11, 14, 17, 20, 23, 26, 29, 0, 0, 0, 0, 0, 0), c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 19, 22, 25, 28, 31);
  store1(out, v128.and(v128.and(first, second), third));
}

// @ts-ignore: decorator
@inline
function store4(out: usize, a: v128, b: v128, c: v128, d: v128): void {
  const all = i32x4.splat(-1);
  store1(out, i8x16.narrow_i16x8_s(
    i16x8.narrow_i32x4_s(i32x4.eq(a, all), i32x4.eq(b, all)),
    i16x8.narrow_i32x4_s(i32x4.eq(c, all), i32x4.eq(d, all)),
  ));
}

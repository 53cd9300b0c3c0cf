// Which pixels are near a colour, sixteen at a time. `bounds`: the least sample of a match for each of the sixteen pixels'
// samples, then how much more the largest has; both interleaved like the pixels.
import { chosen, triplesToPlanes } from './planes';

export function matches8(source: usize, out: usize, pixels: i32, colours: i32, bounds: usize): void {
  matches<u8>(source, out, pixels, colours, bounds);
}

export function matches16(source: usize, out: usize, pixels: i32, colours: i32, bounds: usize): void {
  matches<u16>(source, out, pixels, colours, bounds);
}

// @ts-ignore: decorator
@inline
function matches<T>(source: usize, out: usize, pixels: i32, colours: i32, bounds: usize): void {
  if (colours == 1) one<T>(source, out, pixels, bounds);
  else if (colours == 3) three<T>(source, out, pixels, bounds);
  else four<T>(source, out, pixels, bounds);
}

function one<T>(source: usize, out: usize, pixels: i32, bounds: usize): void {
  const spans = bounds + 16 * sizeof<T>();
  for (let x = 0; x < pixels; x += 16) {
    v128.store(out, v128.and(within<T>(source, bounds, spans, 0), i8x16.splat(1)));
    source += 16 * sizeof<T>();
    out += 16;
  }
}

function three<T>(source: usize, out: usize, pixels: i32, bounds: usize): void {
  const spans = bounds + 48 * sizeof<T>();
  const a0 = v128.load(triplesToPlanes), b0 = v128.load(triplesToPlanes, 16), c0 = v128.load(triplesToPlanes, 32);
  const a1 = v128.load(triplesToPlanes, 48), b1 = v128.load(triplesToPlanes, 64), c1 = v128.load(triplesToPlanes, 80);
  const a2 = v128.load(triplesToPlanes, 96), b2 = v128.load(triplesToPlanes, 112), c2 = v128.load(triplesToPlanes, 128);
  for (let x = 0; x < pixels; x += 16) {
    const a = within<T>(source, bounds, spans, 0), b = within<T>(source, bounds, spans, 1), c = within<T>(source, bounds, spans, 2);
    const all = v128.and(v128.and(chosen(a, b, c, a0, b0, c0), chosen(a, b, c, a1, b1, c1)), chosen(a, b, c, a2, b2, c2));
    v128.store(out, v128.and(all, i8x16.splat(1)));
    source += 48 * sizeof<T>();
    out += 16;
  }
}

function four<T>(source: usize, out: usize, pixels: i32, bounds: usize): void {
  const spans = bounds + 64 * sizeof<T>();
  const all = i32x4.splat(-1);
  for (let x = 0; x < pixels; x += 16) {
    const a = within<T>(source, bounds, spans, 0), b = within<T>(source, bounds, spans, 1);
    const c = within<T>(source, bounds, spans, 2), d = within<T>(source, bounds, spans, 3);
    const pixelsWithin = i8x16.narrow_i16x8_s(
      i16x8.narrow_i32x4_s(i32x4.eq(a, all), i32x4.eq(b, all)),
      i16x8.narrow_i32x4_s(i32x4.eq(c, all), i32x4.eq(d, all)),
    );
    v128.store(out, v128.and(pixelsWithin, i8x16.splat(1)));
    source += 64 * sizeof<T>();
    out += 16;
  }
}

/** Sixteen samples, the `part`th of a period: all ones where a sample is within its bounds. */
// @ts-ignore: decorator
@inline
function within<T>(source: usize, lows: usize, spans: usize, part: usize): v128 {
  const at = part * 16 * sizeof<T>();
  const above = v128.sub<T>(v128.load(source + at), v128.load(lows + at));
  const first = v128.eq<T>(v128.min<T>(above, v128.load(spans + at)), above);
  if (sizeof<T>() == 1) return first;
  const aboveToo = v128.sub<T>(v128.load(source + at, 16), v128.load(lows + at, 16));
  return i8x16.narrow_i16x8_s(first, v128.eq<T>(v128.min<T>(aboveToo, v128.load(spans + at, 16)), aboveToo));
}

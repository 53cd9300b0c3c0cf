/** Clamped to 0..largest (at most 65535) and rounded to the nearest whole number, halves to the even one. Next to 2^23 single
 *  precision has no places behind the point: adding it rounds, and leaves the whole number in the lowest bits. */
// @ts-ignore: decorator
@inline
export function rounded(values: v128, largest: f32): v128 {
  const clamped = f32x4.pmin(f32x4.pmax(values, f32x4.splat(0)), f32x4.splat(largest));
  return v128.and(f32x4.add(clamped, f32x4.splat(8388608)), i32x4.splat(0xffff));
}

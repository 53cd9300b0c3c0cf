// Alpha that goes where a mask has a mark.

/** @param alpha Changed in place. @returns how many pixels had the mark. */
export function clear(marks: usize, alpha: usize, pixels: i32, mark: i32): i32 {
  const wanted = i8x16.splat(<i8>mark), one = i8x16.splat(1);
  let sums = i32x4.splat(0);
  let x: usize = 0;
  for (const end = <usize>pixels & ~15; x < end; x += 16) {
    const isMarked = i8x16.eq(v128.load(marks + x), wanted);
    v128.store(alpha + x, v128.andnot(v128.load(alpha + x), isMarked));
    sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(v128.and(isMarked, one))));
  }
  let count = i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1) + i32x4.extract_lane(sums, 2) + i32x4.extract_lane(sums, 3);
  for (const end = <usize>pixels; x < end; x++) {
    if (<i32>load<u8>(marks + x) != mark) continue;
    store<u8>(alpha + x, 0);
    count++;
  }
  return count;
}

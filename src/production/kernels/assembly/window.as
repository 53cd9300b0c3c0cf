// The twelve rows under one row of a half-sized image, in a ring of twelve slots.

/** Address of row 2y + offset, or of the edge. */
// @ts-ignore: decorator
@inline
export function rowAt(ring: usize, rowBytes: usize, y: i32, offset: i32, heightPx: i32): usize {
  const row = min(max(2 * y + offset, 0), heightPx - 1);
  return ring + <usize>(row % 12) * rowBytes;
}

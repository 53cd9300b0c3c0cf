/** Sums what edges cover in one row, and turns the sum into bytes. */
export type RowSums = {
  /** Adds (sign 1) or takes away (−1) everything right of an edge.
   *  @param height Share of the row the edge spans. */
  add(sign: number, height: number, xTop: number, xBottom: number): void;
  /** Writes the row and begins the next. */
  finish(target: Uint8Array, at: number): void;
};

/** Changed pixels of a row up to which they are listed; a row with more is read from the first to the last. */
const mostListed = 512;

export function openRowSums(widthPx: number, isInverted: boolean): RowSums {
  // Coverage of a pixel is the sum of all changes up to it.
  const changes = new Float64Array(widthPx + 2);
  let [first, last] = [widthPx, -1];
  const listed = new Int32Array(mostListed);
  let listedCount = 0;

  const note = (pixel: number): void => {
    if (listedCount < mostListed) listed[listedCount] = pixel;
    listedCount++;
    if (pixel < first) first = pixel;
    if (pixel > last) last = pixel;
  };

  /** An edge within one pixel: the mean of its distance from the left is what it does not cover. */
  const change = (pixel: number, amount: number, from: number, to: number): void => {
    const beside = amount * ((from + to) / 2 - pixel);
    changes[pixel] = changes[pixel]! + amount - beside;
    note(pixel);
    if (beside === 0) return;
    changes[pixel + 1] = changes[pixel + 1]! + beside;
    note(pixel + 1);
  };

  return {
    add(sign, height, xTop, xBottom) {
      let amount = sign * height;
      let [from, to] = xTop < xBottom ? [xTop, xBottom] : [xBottom, xTop];
      if (to <= 0) return change(0, amount, 0, 0);
      if (from >= widthPx) return;
      if (from < 0) {
        const outside = -from / (to - from);
        change(0, amount * outside, 0, 0);
        amount *= 1 - outside;
        from = 0;
      }
      if (to > widthPx) {
        amount *= (widthPx - from) / (to - from);
        to = widthPx;
      }
      const start = Math.floor(from);
      if (to <= start + 1) return change(start, amount, from, to);
      const perPixel = amount / (to - from);
      for (let pixel = start; pixel < to; pixel++) {
        const [left, right] = [Math.max(from, pixel), Math.min(to, pixel + 1)];
        change(pixel, perPixel * (right - left), left, right);
      }
    },
    finish(target, at) {
      const outside = isInverted ? 255 : 0;
      let [sum, value, written] = [0, outside, 0];
      const writeUntil = (pixel: number): void => {
        if (pixel > written) target.fill(value, at + written, at + pixel);
        written = pixel;
        sum += changes[pixel]!;
        changes[pixel] = 0;
        const inside = Math.min(255, Math.max(0, Math.floor(sum * 255 + 0.5 + 1e-9)));
        value = isInverted ? 255 - inside : inside;
      };
      if (listedCount <= mostListed) {
        for (const pixel of listed.subarray(0, listedCount).sort()) writeUntil(pixel);
      } else {
        for (let pixel = first; pixel <= last; pixel++) if (changes[pixel] !== 0) writeUntil(pixel);
      }
      target.fill(value, at + Math.min(written, widthPx), at + widthPx);
      [first, last, listedCount] = [widthPx, -1, 0];
    },
  };
}

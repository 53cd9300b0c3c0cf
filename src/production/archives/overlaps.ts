/** Remembers places in a file. */
export type Places = {
  /** @returns false when the place shares bytes with one that was taken before; it is then not taken. */
  take(startByte: number, endByte: number): boolean;
};

/** Places without overlap, sorted; ten thousand of them cost a few comparisons each. */
export function openPlaces(): Places {
  const starts: number[] = [];
  const ends: number[] = [];
  return {
    take(startByte, endByte) {
      let [low, high] = [0, starts.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (starts[middle]! < startByte) low = middle + 1;
        else high = middle;
      }
      if ((ends[low - 1] ?? 0) > startByte || (starts[low] ?? Infinity) < endByte) return false;
      starts.splice(low, 0, startByte);
      ends.splice(low, 0, endByte);
      return true;
    },
  };
}

/** Edge of a tile in every pyramid. */
export const tilePx = 256;

/** A level whose longer edge is at most this is the last. @source specification of production, §1 */
const smallestLevelPx = 128;

export type LevelSize = { readonly widthPx: number; readonly heightPx: number };

/** Sizes of a pyramid, full size first, each half of the one above, rounded up. */
export function pyramidLevels(widthPx: number, heightPx: number): readonly LevelSize[] {
  const levels: LevelSize[] = [{ widthPx, heightPx }];
  for (let last = levels[0]!; Math.max(last.widthPx, last.heightPx) > smallestLevelPx; last = levels.at(-1)!) {
    levels.push({ widthPx: Math.ceil(last.widthPx / 2), heightPx: Math.ceil(last.heightPx / 2) });
  }
  return levels;
}

import type { Kernels, Rows, RowShape, RowStage, Sharpening } from '../kernels/types.ts';
import type { LevelSize } from './levels.ts';

/** Makes every level of a pyramid from the rows of the first, each from the one above while its rows go by. */
export interface Cascade {
  /** The next rows of level 0, any number. */
  push(rows: Rows): void;
  /** After the last row. */
  finish(): void;
}

export type CascadeOptions = {
  readonly kernels: Kernels;
  /** Of level 0. */
  readonly shape: RowShape;
  readonly levels: readonly LevelSize[];
  /** Sharpens every level but the first; what is halved further is never sharpened.
   *  @source specification of production, §2 */
  readonly sharpening: Sharpening | undefined;
  /** Gets the rows of each level as they are kept, from the top. They hold until the call returns. */
  readonly keep: (level: number, rows: Rows) => void;
  /** Gets the rows of each level before they are sharpened. */
  readonly see?: (level: number, rows: Rows) => void;
};

export function openCascade({ kernels, shape, levels, sharpening, keep, see }: CascadeOptions): Cascade {
  const halvers = levels.slice(1).map((_, index) => kernels.halver({ ...shape, ...levels[index]! }));
  const sharpeners = levels.map((size, level): RowStage | undefined =>
    (sharpening && level > 0 ? kernels.sharpener({ ...shape, ...size }, sharpening) : undefined));

  function pass(level: number, rows: Rows): void {
    if (rows.colour.length === 0) return;
    see?.(level, rows);
    const sharpener = sharpeners[level];
    keepRows(level, sharpener ? sharpener.push(rows) : rows);
    const halver = halvers[level];
    if (halver) pass(level + 1, halver.push(rows));
  }

  function keepRows(level: number, rows: Rows): void {
    if (rows.colour.length > 0) keep(level, rows);
  }

  return {
    push: (rows) => pass(0, rows),
    finish() {
      for (const level of levels.keys()) {
        const sharpener = sharpeners[level];
        if (sharpener) keepRows(level, sharpener.finish());
        const halver = halvers[level];
        if (halver) pass(level + 1, halver.finish());
      }
    },
  };
}

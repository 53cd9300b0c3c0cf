import type { Pixels } from '#ports';
import type { Operation } from '../types.ts';
import { blurPixels } from './blur.ts';
import { colorizePixels } from './colorize.ts';
import type { Outside } from './convolve.ts';
import { growPixels } from './grow.ts';
import { sharpenPixels, unsharpPixels } from './sharpen.ts';

/** Runs operations in their order. @param outside What `op_blur` and `op_grow` find beyond the edges. */
export function operate(pixels: Pixels, operations: readonly Operation[], outside: Outside): Pixels {
  return operations.reduce((before, operation) => {
    switch (operation.kind) {
      case 'colorize': return colorizePixels(before, operation);
      case 'grow': return growPixels(before, operation.radiusPx, outside);
      case 'blur': return blurPixels(before, operation.radiusPx, outside);
      case 'unsharp': return unsharpPixels(before, operation.mask);
      case 'sharpen': return sharpenPixels(before);
    }
  }, pixels);
}

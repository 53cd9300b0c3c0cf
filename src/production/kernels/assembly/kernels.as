// What the module exports. No imports and no allocation: every function works on addresses that the caller laid out.
// Buffers have 64 bytes of room behind them: vectors may read and write past the end of a row, never into anything else.
export { clear } from './clear';
export { halveAcross8, halveDown8 } from './halve-whole';
export { halveAcrossWeighted8, halveAcross16, halveAcrossWeighted16, halveDown16, halveDownWeighted8, halveDownWeighted16 } from './halve-real';
export { matches8, matches16 } from './matches';
export { split8, split16 } from './split';
export {
  addGains8, addGains16, blurDown8, blurDown16, blurDownReal, gains8, gains16, gainsReal, luminance8, luminance16, repeatGains,
} from './sharpen';

/** Where memory begins that the caller may lay out: what lies before are the module's own tables. */
export function firstFreeAddress(): usize {
  return __heap_base;
}

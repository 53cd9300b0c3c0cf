// What the module exports. No imports and no allocation: every function works on addresses that the caller laid out.
// Buffers have 64 bytes of room behind them: the loops may read and write past their end, never into anything else.
export { gridFour, gridThree } from './grid';
export { shaperToGray, shaperToRgb } from './shaper';

/** Where memory begins that the caller may lay out. */
export function firstFreeAddress(): usize {
  return __heap_base;
}

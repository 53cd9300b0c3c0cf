import type { Kernels } from '../types.ts';
import { plainHalver } from './halver.ts';
import { plainClear, plainMatches, plainSplit } from './pixels.ts';
import { plainSharpener } from './sharpener.ts';

/** The kernels in plain TypeScript: slow, and simple enough to be believed. They say what the WebAssembly has to give. */
export const plainKernels: Kernels = { halver: plainHalver, sharpener: plainSharpener, matches: plainMatches, clear: plainClear, split: plainSplit };

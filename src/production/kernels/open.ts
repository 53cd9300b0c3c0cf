import { compileModule, openCore, type CompiledModule, type Core } from '#base';
import type { Kernels } from './types.ts';
import { halver } from './webassembly/halver.ts';
import type { Module } from './webassembly/module.ts';
import { pixels } from './webassembly/pixels.ts';
import { sharpener } from './webassembly/sharpener.ts';

let compiled: Promise<CompiledModule> | undefined;

/** An instance that waits for the next image: memory that comes and goes with each makes the engine collect garbage for each. */
let spare: Core<Module> | undefined;
/** Memory of an instance that is worth keeping: what a picture of a few megapixels needs. */
const keptBytes = 8 * 2 ** 20;
const cores = new WeakMap<Kernels, Core<Module>>();

/** The kernels in WebAssembly. Each call gives an instance with memory of its own, which lives as long as the image whose
 *  stages it made: open one for each image. The code is compiled once per process. */
export async function openKernels(): Promise<Kernels> {
  compiled ??= compileModule(new URL('./kernels.wasm', import.meta.url));
  const core = spare ?? openCore<Module>(await compiled);
  spare = undefined;
  const kernels = { halver: halver.bind(undefined, core), sharpener: sharpener.bind(undefined, core), ...pixels(core) };
  cores.set(kernels, core);
  return kernels;
}

/** Lets the next image have the memory of these kernels, whose stages are no longer used. Kernels that are only forgotten cost a
 *  collection of garbage. */
export function reuseKernels(kernels: Kernels): void {
  const core = cores.get(kernels);
  cores.delete(kernels);
  if (!core || core.bytes().length > keptBytes) return;
  core.reset();
  spare = core;
}

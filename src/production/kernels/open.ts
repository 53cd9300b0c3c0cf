import { compileModule, openCore, type CompiledModule } from '#base';
import type { Kernels } from './types.ts';
import { halver } from './webassembly/halver.ts';
import type { Module } from './webassembly/module.ts';
import { pixels } from './webassembly/pixels.ts';
import { sharpener } from './webassembly/sharpener.ts';

let compiled: Promise<CompiledModule> | undefined;

/** The kernels in WebAssembly. Each call gives an instance with memory of its own, which lives as long as the image whose
 *  stages it made: open one for each image. The code is compiled once per process. */
export async function openKernels(): Promise<Kernels> {
  compiled ??= compileModule(new URL('./kernels.wasm', import.meta.url));
  const core = openCore<Module>(await compiled);
  return { halver: (shape) => halver(core, shape), sharpener: (shape, sharpening) => sharpener(core, shape, sharpening), ...pixels(core) };
}

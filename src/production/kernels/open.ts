import { readFile } from 'node:fs/promises';
import type { Kernels } from './types.ts';
import { halver } from './webassembly/halver.ts';
import { openCore, type Module } from './webassembly/module.ts';
import { pixels } from './webassembly/pixels.ts';
import { sharpener } from './webassembly/sharpener.ts';

/** The engine's WebAssembly, as far as it is used: the types of Node know nothing of it. */
type Engine = {
  compile(code: Uint8Array): Promise<CompiledCode>;
  instantiate(code: CompiledCode): Promise<{ readonly exports: unknown }>;
};
type CompiledCode = { readonly kind?: 'compiled code' };

const { WebAssembly: engine } = globalThis as unknown as { readonly WebAssembly: Engine };

let compiled: Promise<CompiledCode> | undefined;

/** The kernels in WebAssembly. Each call gives an instance with memory of its own, which lives as long as the image whose
 *  stages it made: open one for each image. The code is compiled once per process. */
export async function openKernels(): Promise<Kernels> {
  compiled ??= compile();
  const instance = await engine.instantiate(await compiled);
  const core = openCore(instance.exports as Module);
  return { halver: (shape) => halver(core, shape), sharpener: (shape, sharpening) => sharpener(core, shape, sharpening), ...pixels(core) };
}

async function compile(): Promise<CompiledCode> {
  return engine.compile(await readFile(new URL('./kernels.wasm', import.meta.url)));
}

import { readFile } from 'node:fs/promises';
import { Failure } from './failure.ts';

/** The engine's WebAssembly, as far as it is used: the types of Node know nothing of it. */
type Engine = {
  compile(code: Uint8Array): Promise<CompiledModule>;
  readonly Instance: new (module: CompiledModule) => { readonly exports: unknown };
};
const { WebAssembly: engine } = globalThis as unknown as { readonly WebAssembly: Engine };

/** A module without imports, ready to be instantiated. */
export type CompiledModule = { readonly kind?: 'compiled module' };

/** What each of our modules exports beside its functions. */
export type ModuleMemory = {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  firstFreeAddress(): number;
};

/** An instance of a module with what lays out its memory. Nothing is given back but all of it, with the instance. */
export type Core<M extends ModuleMemory> = {
  readonly module: M;
  /** @returns the address of `sizeBytes` zeroes and 64 more bytes, which vectors may touch.
   *  @throws MEMORY_LIMIT above 4 GiB, or when the system has no more. */
  allocate(sizeBytes: number): number;
  /** The memory as it is now; after an `allocate` ask again. */
  bytes(): Uint8Array;
  /** Takes everything back that was allocated, and zeroes it. */
  reset(): void;
};

const pageBytes = 65536;

/** @param url Of a .wasm file. */
export async function compileModule(url: URL): Promise<CompiledModule> {
  return engine.compile(await readFile(url));
}

/** @param M What the module exports; nobody checks it. @returns a fresh instance. */
export function openCore<M extends ModuleMemory>(compiled: CompiledModule): Core<M> {
  const module = new engine.Instance(compiled).exports as M;
  const bottom = alignedTo(64, module.firstFreeAddress());
  let top = bottom;
  let view = new Uint8Array(module.memory.buffer);
  return {
    module,
    allocate(sizeBytes) {
      const address = top;
      top = alignedTo(64, top + sizeBytes + 64);
      const missing = top - module.memory.buffer.byteLength;
      if (missing > 0) grow(module, Math.ceil(missing / pageBytes));
      return address;
    },
    bytes() {
      if (view.buffer !== module.memory.buffer) view = new Uint8Array(module.memory.buffer);
      return view;
    },
    reset() {
      new Uint8Array(module.memory.buffer).fill(0, bottom, top);
      top = bottom;
    },
  };
}

function grow(module: ModuleMemory, pages: number): void {
  try {
    module.memory.grow(pages);
  } catch (cause) {
    throw new Failure('MEMORY_LIMIT', { limitMb: 4096 }, { cause });
  }
}

/** Puts a table into the memory. @returns its address. */
export function placeTable(core: Pick<Core<ModuleMemory>, 'allocate' | 'bytes'>, table: NodeJS.TypedArray): number {
  const address = core.allocate(table.byteLength);
  core.bytes().set(bytesOf(table), address);
  return address;
}

/** @returns `length`, rounded up to a multiple of `step`. */
export function alignedTo(step: number, length: number): number {
  return Math.ceil(length / step) * step;
}

/** The bytes of numbers, shared with them. */
export function bytesOf(numbers: NodeJS.TypedArray): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

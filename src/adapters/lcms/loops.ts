import { bytesOf, compileModule, openCore, placeTable, type CompiledModule, type Core, type ModuleMemory } from '#base';
import type { Kernel } from './kernel.ts';

/** Curve, matrix, curve, made into tables. */
export type ShaperTables = {
  /** Of each component: light of every sample of the source's depth; its root is a place in `answers`. */
  readonly lights: readonly Float64Array[];
  /** Light of the source to light of the target, by rows: nine numbers, or three when the target is gray. */
  readonly matrix: readonly number[];
  /** Of each component: sample of the target's depth for each root of light, 0 to full light. All have one length; equal ones
   *  are one. */
  readonly answers: readonly (Uint8Array | Uint16Array)[];
};

/** The library's answers on an even grid of three or four axes. */
export type Grid = {
  /** Place on an axis of every sample of the source's depth: a whole number with `fractionBits` below the node. */
  readonly places: Int32Array;
  /** Output components together, last axis fastest; 0..65535, or up to 2^17 beyond. Past the last node lie zeroes as far as one
   *  step along each axis goes. */
  readonly nodes: Int32Array;
  /** Distance in `nodes` of neighbours along each axis. */
  readonly steps: readonly number[];
  readonly outputs: number;
  /** Sample of the target's depth for each of 0..65535. */
  readonly answers: Uint8Array | Uint16Array;
};

/** Positions on a grid and weights have 12 bits below the node: with results of 16 bits a product stays below 2^30. */
export const fractionBits = 12;

/** What carries pixels from colour to colour, once the tables are made. Two implementations: WebAssembly, and plain
 *  TypeScript as its oracle. */
export interface Loops {
  shaper(tables: ShaperTables): Kernel;
  grid(grid: Grid): Kernel;
}

/** What `assembly/loops.as` exports. */
type Module = ModuleMemory & {
  shaperToRgb(
    source: number, out: number, pixels: number, sourceBytes: number, targetBytes: number, lights: number, columns: number,
    red: number, green: number, blue: number, last: number,
  ): void;
  shaperToGray(
    source: number, out: number, pixels: number, sourceBytes: number, targetBytes: number, lights: number, answers: number, last: number,
  ): void;
  gridThree: GridLoop;
  gridFour: GridLoop;
};
type GridLoop = (
  source: number, out: number, pixels: number, sourceBytes: number, targetBytes: number, places: number, nodes: number, steps: number,
  outputs: number, answers: number,
) => void;

let compiled: Promise<CompiledModule> | undefined;

/** The loops in WebAssembly. Each kernel has memory of its own, which lives as long as the kernel. */
export async function openLoops(): Promise<Loops> {
  compiled ??= compileModule(new URL('./loops.wasm', import.meta.url));
  const module = await compiled;
  return { shaper: (tables) => shaper(openCore(module), tables), grid: (grid) => gridLoop(openCore(module), grid) };
}

function shaper(core: Core<Module>, { lights, matrix, answers }: ShaperTables): Kernel {
  const sourceBytes = lights[0]!.length === 256 ? 1 : 2;
  const targetBytes = answers[0]!.BYTES_PER_ELEMENT;
  const last = answers[0]!.length - 1;
  const placed = new Map([...new Set(answers)].map((table) => [table, placeTable(core, table)]));
  const [red = 0, green = 0, blue = 0] = answers.map((table) => placed.get(table)!);
  if (matrix.length === 3) {
    const table = placeTable(core, Float32Array.from(lights.flatMap((light, component) =>
      [...light].map((value) => value * matrix[component]!))));
    return inPortions(core, { read: 3 * sourceBytes, write: targetBytes }, (source, out, pixels) =>
      core.module.shaperToGray(source, out, pixels, sourceBytes, targetBytes, table, red, last));
  }
  const column = (component: number): number[] => [matrix[component]!, matrix[component + 3]!, matrix[component + 6]!, 0];
  const columns = placeTable(core, Float32Array.of(...column(0), ...column(1), ...column(2)));
  const table = placeTable(core, Float32Array.from(lights.flatMap((light, component) =>
    (sourceBytes === 2 ? [...light] : [...light].flatMap((value) => column(component).map((factor) => value * factor))))));
  return inPortions(core, { read: 3 * sourceBytes, write: 3 * targetBytes }, (source, out, pixels) =>
    core.module.shaperToRgb(source, out, pixels, sourceBytes, targetBytes, table, columns, red, green, blue, last));
}

function gridLoop(core: Core<Module>, { places, nodes, steps, outputs, answers }: Grid): Kernel {
  const sourceBytes = places.length === 256 ? 1 : 2;
  const targetBytes = answers.BYTES_PER_ELEMENT;
  // Each node a vector of four numbers.
  const vectors = new Int32Array((nodes.length / outputs) * 4);
  for (let node = 0, to = 0; node < nodes.length; node += outputs, to += 4) vectors.set(nodes.subarray(node, node + outputs), to);
  const [placesAt, answersAt, nodesAt] = [placeTable(core, places), placeTable(core, answers), placeTable(core, vectors)];
  const stepsAt = placeTable(core, Int32Array.from(steps, (step) => (step / outputs) * 16));
  const loop = steps.length === 4 ? core.module.gridFour : core.module.gridThree;
  return inPortions(core, { read: steps.length * sourceBytes, write: outputs * targetBytes }, (source, out, pixels) =>
    loop(source, out, pixels, sourceBytes, targetBytes, placesAt, nodesAt, stepsAt, outputs, answersAt));
}

/** Pixels that go through the memory of the module at a time: few enough to stay in the nearest cache. */
const portionPx = 2048;

/** @param pixelBytes What a pixel has before and after. */
function inPortions(
  core: Core<Module>, pixelBytes: { readonly read: number; readonly write: number }, loop: (source: number, out: number, pixels: number) => void,
): Kernel {
  const { read, write } = pixelBytes;
  const source = core.allocate(portionPx * read);
  const out = core.allocate(portionPx * write);
  const memory = core.bytes();
  return (from, to) => {
    const [samples, into] = [bytesOf(from), bytesOf(to)];
    const pixels = samples.length / read;
    for (let at = 0; at < pixels; at += portionPx) {
      const portion = Math.min(portionPx, pixels - at);
      memory.set(samples.subarray(at * read, (at + portion) * read), source);
      loop(source, out, portion);
      into.set(memory.subarray(out, out + portion * write), at * write);
    }
  };
}

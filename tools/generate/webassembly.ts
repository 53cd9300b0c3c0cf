import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Modules by the place of what is made, with the folder of their sources; the main one has the name of the module. */
const modules: Readonly<Record<string, string>> = {
  'src/production/kernels/kernels.wasm': 'src/production/kernels/assembly',
  'src/adapters/lcms/loops.wasm': 'src/adapters/lcms/assembly',
};

/** Compiles every WebAssembly module of the repository. @param root Its folder. @returns bytes by the path they belong to. */
export async function webAssemblyModules(root: string): Promise<Readonly<Record<string, Uint8Array>>> {
  const made: Record<string, Uint8Array> = {};
  for (const [path, folder] of Object.entries(modules)) made[path] = await compiled(join(root, folder), path.replace(/^.*\/|\.wasm$/g, ''));
  return made;
}

/** The sources end in `.as`, so that nobody takes them for TypeScript; the compiler is told otherwise.
 *  @throws with the compiler's own words when they do not compile. */
async function compiled(folder: string, name: string): Promise<Uint8Array> {
  const { main } = await import('assemblyscript/asc');
  let made: Uint8Array | undefined;
  const { error, stderr } = await main(
    [`${name}.ts`, '--outFile', `${name}.wasm`, '-O3', '--converge', '--runtime', 'stub', '--enable', 'simd', '--enable', 'relaxed-simd', '--noAssert', '--initialMemory', '1'],
    {
      readFile: (file) => readOr(join(folder, file.replace(/\.ts$/, '.as'))),
      writeFile: (_file, contents) => { made = contents as Uint8Array; },
      listFiles: () => [],
    },
  );
  const complaints = stderr.toString();
  if (error || !made || complaints !== '') throw new Error(`${name} does not compile: ${complaints}`, { cause: error });
  return made;
}

function readOr(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

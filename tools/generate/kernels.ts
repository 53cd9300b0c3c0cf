import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const folder = join(dirname(dirname(import.meta.dirname)), 'src/production/kernels/assembly');

/** Compiles the row kernels. The sources end in `.as`, so that nobody takes them for TypeScript; the compiler is told otherwise.
 *  @throws with the compiler's own words when they do not compile. */
export async function kernelsModule(): Promise<Uint8Array> {
  const { main } = await import('assemblyscript/asc');
  let made: Uint8Array | undefined;
  const { error, stderr } = await main(
    ['kernels.ts', '--outFile', 'kernels.wasm', '-O3', '--converge', '--runtime', 'stub', '--enable', 'simd', '--enable', 'relaxed-simd', '--noAssert', '--initialMemory', '1'],
    {
      readFile: (name) => readOr(join(folder, name.replace(/\.ts$/, '.as'))),
      writeFile: (_name, contents) => { made = contents as Uint8Array; },
      listFiles: () => [],
    },
  );
  const complaints = stderr.toString();
  if (error || !made || complaints !== '') throw new Error(`the kernels do not compile: ${complaints}`, { cause: error });
  return made;
}

function readOr(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

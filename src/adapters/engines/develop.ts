import { open, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Failure, readHead } from '#base';
import { bytesSource, heifSize, jp2Facts, uprightPatches, type Jp2Facts } from '#formats';
import type { Developed, Developer, Engines, EngineResult } from '#ports';
import { developingPrograms, recommended, type DevelopingProgram } from './programs.ts';

/** Where sizes of images are looked for. */
const headBytes = 4 * 2 ** 20;
/** EXIF stands before the pixels. */
const pngHeadBytes = 2 ** 20;

/** @param engines Runs the programs. */
export function openDeveloper(engines: Engines): Developer {
  return {
    async develop(path, kind, how) {
      const head = await readHead(path, headBytes);
      const facts = kind === 'jp2' ? jp2Facts(bytesSource(head)) : undefined;
      checkPixels(facts ?? (kind === 'heic' ? heifSize(bytesSource(head)) : undefined), how.limits.pixels);
      const isCodestream = head[0] === 0xff;
      let failed: Failure | undefined;
      for (const one of developingPrograms(kind, isCodestream)) {
        if (await engines.find(one.program) === undefined) continue;
        const result = await engines.run({
          program: one.program, args: one.args, files: { [one.input]: path }, outputFolderPath: how.workFolderPath, limits: how.limits,
          signal: how.signal,
        });
        if (result.exitCode === 0 && result.outputs.includes(one.output)) return keep(one, how.workFolderPath, facts);
        failed ??= failureOf(one, result, how.limits.memoryBytes);
      }
      throw failed ?? new Failure('ENGINE_MISSING', { program: recommended[kind] });
    },
  };
}

/** A size that the file states is judged before a program asks for memory. */
function checkPixels(size: Partial<Pick<Jp2Facts, 'widthPx' | 'heightPx'>> | undefined, limit: number): void {
  const pixels = (size?.widthPx ?? 0) * (size?.heightPx ?? 0);
  if (pixels > limit) throw new Failure('PIXEL_LIMIT', { pixels, limit });
}

async function keep(one: DevelopingProgram, folderPath: string, facts: Jp2Facts | undefined): Promise<Developed> {
  const path = join(folderPath, `developed-${basename(one.output)}`);
  await rename(join(folderPath, one.output), path);
  if (one.leavesOrientation) await turnUpright(path);
  return { path, icc: one.losesProfile ? facts?.icc : undefined, resolutionPpi: facts?.resolutionPpi ?? (one.inventsResolution ? 'unknown' : undefined) };
}

async function turnUpright(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const head = await readHead(path, pngHeadBytes);
    for (const { offset, bytes } of uprightPatches(bytesSource(head))) await file.write(bytes, 0, bytes.length, offset);
  } finally {
    await file.close();
  }
}

function failureOf(one: DevelopingProgram, { stderr, stdout, exitCode }: EngineResult, memoryBytes: number): Failure {
  const said = `${stderr.toString('latin1')}\n${stdout.toString('latin1')}`;
  if (/bad_alloc|out of memory|cannot allocate|alloc\w* fail|memory/i.test(said)) return new Failure('MEMORY_LIMIT', { limitMb: Math.round(memoryBytes / 2 ** 20) });
  const line = said.split('\n').map((text) => text.trim()).find((text) => text !== '');
  const detail = (line ?? `exit code ${exitCode}`).replaceAll(/[^\x20-\x7e]/g, ' ').slice(0, 200);
  return new Failure('ENGINE_FAILED', { program: one.program, detail });
}

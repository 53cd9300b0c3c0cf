import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTar } from '#adapters/tar-stream';
import { openZip } from '#adapters/yauzl';
import { defaultArchiveLimits, defaultProductionLimits, unpack, type ArchiveLimits, type UnpackedPart, type UnpackResult } from '#production';

/** What came out of an archive: files by path, and why others did not. */
export type Unpacked = {
  readonly files: readonly string[];
  readonly contents: ReadonlyMap<string, Buffer>;
  /** `name: code detail` or `name: hidden`. */
  readonly leftOut: readonly string[];
  readonly result: UnpackResult;
  readonly parts: readonly UnpackedPart[];
};

/** Takes an archive apart as a child does. @param onPart May throw, as a parent that dies. */
export async function unpackAll(
  bytes: Uint8Array, fileName: string, limits: Partial<ArchiveLimits> = {}, soFar = { records: 0, sizeBytes: 0 }, onPart: (part: UnpackedPart) => void = () => {},
): Promise<Unpacked> {
  const folder = await mkdtemp(join(tmpdir(), 'prepress-unpack-'));
  try {
    const sourcePath = join(folder, 'source');
    await writeFile(sourcePath, bytes);
    const contents = new Map<string, Buffer>();
    const [files, leftOut, parts]: [string[], string[], UnpackedPart[]] = [[], [], []];
    const result = await unpack({
      kind: 'unpack', sourcePath, fileName, workFolderPath: folder, soFar, limits: defaultProductionLimits, archive: { ...defaultArchiveLimits, ...limits },
    }, { openZip, openTar }, () => {}, async (part) => {
      onPart(part);
      parts.push(part);
      for (const file of part.files) {
        const path = file.folder + file.fileName;
        files.push(path);
        contents.set(path, await readFile(file.path));
        await rm(file.path);
      }
      leftOut.push(...part.leftOut.map(({ name, why }) => `${name}: ${why === 'hidden' ? why : [why.code, ...Object.values(why.params)].join(' ')}`));
    });
    return { files, contents, leftOut, result, parts };
  } finally {
    await rm(folder, { recursive: true });
  }
}

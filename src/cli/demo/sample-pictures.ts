import { copyFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalFile } from '../client/upload-post.ts';

const pictures = join(import.meta.dirname, 'pictures');

/** The pictures of the demonstration, drawn for it: a photograph-like JPEG, a PNG with transparency, an SVG.
 *  @param folder  Where copies are laid, so that the upload reads ordinary files. */
export async function samplePictures(folder: string): Promise<readonly LocalFile[]> {
  const names = (await readdir(pictures)).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      await copyFile(join(pictures, name), path);
      return { path, target: name, sizeBytes: (await stat(path)).size };
    }),
  );
}

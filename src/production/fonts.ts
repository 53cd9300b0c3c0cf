import { readFile, stat } from 'node:fs/promises';
import { asFailure } from '#base';
import { matchFont, readFontAscent, readFontNames, type FontStyle } from '#formats';
import type { Library } from '#library';
import type { Blobs } from '#ports';
import type { CompanyProfiles, FontFile, TaskFont, UploadOptions } from './types.ts';

/** Fonts of one company that are looked through for a name: as many as delivery does. */
const mostFonts = 1000;
/** As large as delivery opens them. */
const mostBytes = 64 * 2 ** 20;
const broughtAtOnce = 8;

/** Brings the fonts that delivery would draw a text of this company in to this machine, its own before the shared ones.
 *  @returns undefined where the options extract no text into a template. */
export async function fontsOf(
  rooms: { readonly library: Pick<Library, 'search'>; readonly blobs: Pick<Blobs, 'localFile'> },
  source: { readonly companyId: number; readonly fileName: string }, company: CompanyProfiles, { photoshop }: Pick<UploadOptions, 'photoshop'>,
): Promise<readonly FontFile[] | undefined> {
  const isWanted = photoshop.process === 'MaintainLayers' && photoshop.extractText && photoshop.createTemplate && /\.psd$/i.test(source.fileName);
  if (!isWanted) return undefined;
  const files: FontFile[] = [];
  for (const companyId of new Set([source.companyId, ...(company.sharedCompanyId === undefined ? [] : [company.sharedCompanyId])])) {
    const { assets } = await rooms.library.search({
      companyId, types: ['Font'], includeSubfolders: true, isReadyForPublish: true, sortBy: 'Created', pageSize: mostFonts, page: 1,
    });
    for (let first = 0; first < assets.length; first += broughtAtOnce) {
      files.push(...(await Promise.all(assets.slice(first, first + broughtAtOnce).map(async ({ name, original }): Promise<FontFile[]> => (
        original ? [{ name, path: await rooms.blobs.localFile(original.blobId) }] : [])))).flat());
    }
  }
  return files;
}

/** Reads what fonts are called; a file that is none is passed over. */
export async function readFonts(files: readonly FontFile[]): Promise<readonly TaskFont[]> {
  const fonts: TaskFont[] = [];
  for (const { name, path } of files) {
    try {
      if ((await stat(path)).size > mostBytes) continue;
      const bytes = await readFile(path);
      fonts.push({ name, path, names: readFontNames(bytes), ascent: readFontAscent(bytes) });
    } catch (thrown) {
      if (asFailure(thrown).code !== 'BROKEN_FILE') throw thrown;
    }
  }
  return fonts;
}

/** Finds the file of a font as delivery would. */
export function fontFinder(fonts: readonly TaskFont[]): (name: string, style: FontStyle) => string | undefined {
  return (name, style) => matchFont(fonts, name, style)?.path;
}

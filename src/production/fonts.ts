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
 *  @returns undefined where no text may be drawn: the options extract none into a template, and the file is no document to be drawn. */
export async function fontsOf(
  rooms: { readonly library: Pick<Library, 'search'>; readonly blobs: Pick<Blobs, 'localFile'> },
  source: { readonly companyId: number; readonly fileName: string }, company: CompanyProfiles, options: Pick<UploadOptions, 'photoshop' | 'postScript' | 'illustrator' | 'pdf'>,
): Promise<readonly FontFile[] | undefined> {
  if (!isTextDrawn(source.fileName, options)) return undefined;
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

function isTextDrawn(fileName: string, { photoshop, postScript, illustrator, pdf }: Pick<UploadOptions, 'photoshop' | 'postScript' | 'illustrator' | 'pdf'>): boolean {
  if (/\.psd$/i.test(fileName)) return photoshop.process === 'MaintainLayers' && photoshop.extractText && photoshop.createTemplate;
  if (/\.pdf$/i.test(fileName)) return pdf.process !== 'None';
  if (/\.e?ps$/i.test(fileName)) return postScript.process === 'Rasterize';
  return /\.ai$/i.test(fileName) && illustrator.process === 'Rasterize';
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

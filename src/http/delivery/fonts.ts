import { sharedCompany, type Company } from '#accounts';
import { Failure, type Log } from '#base';
import type { Asset, Library } from '#library';
import type { Blobs, FontEngine, FontNames } from '#ports';
import { fontInStyle, matchFont, type Fonts, type ImageServing } from '#rendering';

export type FontRooms = {
  readonly library: Pick<Library, 'search'>;
  readonly blobs: Pick<Blobs, 'localFile'>;
  readonly fonts: FontEngine;
  readonly log: Log;
};

type NamedFont = { readonly asset: Asset; readonly name: string; readonly blobId: string; readonly names: FontNames };

/** Fonts of one company that are looked through for a name. */
const mostFonts = 1000;
/** How long a company's fonts are taken as they were found. */
const keepMs = 5000;
/** Fonts whose names are kept: a name table is read once for each content. */
const keptNames = 10_000;

/** Finds fonts by the names texts use. */
export interface FontShelf {
  /** Of a company, then of the default catalog. @source delivery, §3.8 */
  of(company: Company | undefined, serving: ImageServing): Fonts;
}

export function openFontShelf(rooms: FontRooms): FontShelf {
  const names = new Map<string, Promise<FontNames | undefined>>();
  const shelves = new Map<number, { readonly untilMs: number; readonly fonts: Promise<readonly NamedFont[]> }>();

  const namesOf = (blobId: string): Promise<FontNames | undefined> => {
    const known = names.get(blobId) ?? readNames(rooms, blobId);
    if (names.size >= keptNames) names.delete(names.keys().next().value!);
    names.set(blobId, known);
    known.catch(() => names.delete(blobId));
    return known;
  };
  const load = async (companyId: number): Promise<readonly NamedFont[]> => {
    const { assets } = await rooms.library.search({
      companyId, types: ['Font'], includeSubfolders: true, isReadyForPublish: true, sortBy: 'Created', pageSize: mostFonts, page: 1,
    });
    const named = await Promise.all(assets.map(async (asset) => {
      const blobId = asset.original?.blobId;
      const own = blobId === undefined ? undefined : await namesOf(blobId);
      return own && blobId !== undefined ? [{ asset, name: asset.name, blobId, names: own }] : [];
    }));
    return named.flat().sort((a, b) => a.asset.id - b.asset.id);
  };
  const fontsOf = (companyId: number): Promise<readonly NamedFont[]> => {
    const known = shelves.get(companyId);
    if (known && known.untilMs > performance.now()) return known.fonts;
    const fonts = load(companyId);
    shelves.set(companyId, { untilMs: performance.now() + keepMs, fonts });
    fonts.catch(() => shelves.delete(companyId));
    return fonts;
  };

  return {
    of: (company, serving) => ({
      async find(name, style) {
        const wanted = name ?? serving.defaultFont;
        for (const id of new Set([...(company ? [company.id] : []), sharedCompany.id])) {
          const fonts = await fontsOf(id);
          const found = wanted === '' ? fonts[0] : matchFont(fonts, wanted, style);
          const chosen = found && wanted === '' ? fontInStyle(fonts, found, style) : found;
          if (!chosen) continue;
          const { blobId, names: { isBold, isItalic } } = chosen;
          return { blobId, isBold, isItalic, font: await rooms.fonts.open(await rooms.blobs.localFile(blobId)) };
        }
        return undefined;
      },
    }),
  };
}

/** A file that is no font we read has no names, and the operator hears of it. */
async function readNames(rooms: FontRooms, blobId: string): Promise<FontNames | undefined> {
  try {
    return await rooms.fonts.names(await rooms.blobs.localFile(blobId));
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.code !== 'BROKEN_FILE') throw thrown;
    rooms.log.warn('delivery.font.broken', { blobId, detail: thrown.params['detail'] });
    return undefined;
  }
}

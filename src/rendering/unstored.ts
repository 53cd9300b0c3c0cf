import type { FontStyle } from '#formats';
import type { Asset, ImageFacts } from '#library';
import type { ColourEngine, FontEngine, Pixels, View } from '#ports';
import { makeRecipe } from './recipe.ts';
import { draw } from './render.ts';
import { readImageServing } from './settings.ts';
import type { FoundRecord, Records } from './types.ts';
import { understand } from './understand.ts';

/** An image that is no record yet: its pyramids lie on this machine. */
export type UnstoredImage = {
  readonly image: ImageFacts;
  readonly optimizedPath: string;
  readonly maskPath: string | undefined;
};

/** Commands over images that are no records yet. */
export type UnstoredView = {
  /** As a template has it in its record. */
  readonly modifier: string;
  /** By the objects that the commands name, decoded. */
  readonly images: ReadonlyMap<string, UnstoredImage>;
  /** Finds the file of a font; undefined for a name that no font has. */
  readonly fontPath: (name: string, style: FontStyle) => string | undefined;
  /** What the whole is stretched to. */
  readonly widthPx: number;
  readonly heightPx: number;
};

export type DrawUnstored = (view: UnstoredView) => Promise<Pixels>;

/** Draws what delivery will show, before it can: in RGB with alpha, with the server's usual settings.
 *  @returns a function. @throws DELIVERY_BAD_REQUEST, DELIVERY_TOO_LARGE, DELIVERY_NOT_FOUND, BROKEN_FILE */
export function openUnstoredView(ports: { readonly view: View; readonly colour: ColourEngine; readonly fonts: FontEngine }): DrawUnstored {
  const serving = { ...readImageServing(), maxPix: { widthPx: 0, heightPx: 0 }, defaultPix: { widthPx: 0, heightPx: 0 } };
  return async ({ modifier, images, fontPath, widthPx, heightPx }) => {
    const records: Records = {
      find: (object): Promise<FoundRecord | undefined> => {
        const image = images.get(object);
        return Promise.resolve(image && { path: object, asset: recordOf(object, image, '') });
      },
      macroOf: () => undefined,
      fonts: {
        async find(name, style) {
          const path = name === undefined ? undefined : fontPath(name, style);
          if (path === undefined) return undefined;
          const { isBold, isItalic } = await ports.fonts.names(path);
          return { blobId: path, isBold, isItalic, font: await ports.fonts.open(path) };
        },
      },
    };
    const named: FoundRecord = { path: '', asset: recordOf('', undefined, modifier) };
    const understood = await understand(`wid=${widthPx}&hei=${heightPx}&fit=stretch&fmt=png-alpha`, named, records);
    return draw(makeRecipe(understood, 'img', serving), { ...ports, blobs: { localFile: (path: string) => Promise.resolve(path) } });
  };
}

function recordOf(name: string, picture: UnstoredImage | undefined, urlModifier: string): Asset {
  const now = new Date(0);
  return {
    id: 0, companyId: 0, type: picture ? 'Image' : 'Template', subType: '', name, fileName: name, folder: '', isReadyForPublish: true, trashState: 'NotInTrash',
    projectNames: [], createdAt: now, createdBy: '', modifiedAt: now, modifiedBy: '', version: 1, original: undefined, originalFolder: '', originalFileName: name,
    // Paths stand in for blobs: nothing is in the store yet.
    artifacts: picture ? { optimized: { blobId: picture.optimizedPath, sizeBytes: 0 }, ...(picture.maskPath !== undefined && { mask: { blobId: picture.maskPath, sizeBytes: 0 } }) } : {},
    image: picture?.image, anchorXPx: undefined, anchorYPx: undefined, urlModifier, urlPostApplyModifier: '', userData: '', description: '',
  };
}

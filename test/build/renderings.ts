import assert from 'node:assert/strict';
import { openHarfbuzzFonts } from '#adapters/harfbuzz';
import { openLcmsColour } from '#adapters/lcms';
import { openSharpView } from '#adapters/sharp';
import type { Asset } from '#library';
import type { Pixels, View } from '#ports';
import { draw, makeRecipe, readImageServing, render, understand, type ImageServing, type Recipe, type Records } from '#rendering';
import { assetOf, buildPicture, temporaryFolder } from './pyramids.ts';

export type Drawn = {
  readonly pixels: Pixels;
  /** `300×200` */
  readonly size: string;
  at(x: number, y: number): readonly number[];
};

/** A catalog of pictures that can be asked like a server, company `Co`. */
export interface Gallery {
  readonly assets: Map<string, Asset>;
  readonly macros: Map<string, string>;
  readonly records: Records;
  add(name: string, pixels: Pixels, change?: Partial<Asset>): Promise<void>;
  /** @param path A font file of its own style. */
  addFont(family: string, path: string, style?: { readonly isBold?: boolean; readonly isItalic?: boolean }): void;
  /** A template or another record without a picture. */
  addTemplate(name: string, urlModifier: string, urlPostApplyModifier?: string): void;
  /** @param request `object?query` below the company; `?query` names the company alone. */
  recipe(request: string, kind?: 'img' | 'tmb' | 'mask', serving?: Partial<ImageServing>): Promise<Recipe>;
  draw(request: string, kind?: 'img' | 'tmb' | 'mask'): Promise<Drawn>;
  encode(request: string): Promise<Uint8Array>;
  close(): Promise<void>;
}

export async function openGallery(): Promise<Gallery> {
  const folder = await temporaryFolder();
  const fonts = openHarfbuzzFonts();
  const view: View = await openSharpView({ threads: 1, timeLimitSeconds: 30 });
  const ports = { blobs: { localFile: async (path: string) => path }, view, colour: openLcmsColour(), fonts };
  /** By family; in style where there is one. */
  const typefaces = new Map<string, { readonly path: string; readonly isBold: boolean; readonly isItalic: boolean }>();
  const assets = new Map<string, Asset>();
  const macros = new Map<string, string>();
  const records: Records = {
    macroOf: (name) => macros.get(name),
    fonts: {
      async find(name, { isBold, isItalic }) {
        const family = name ?? [...typefaces.keys()][0]?.split('/')[0];
        const face = typefaces.get(`${family}/${isBold}/${isItalic}`) ?? typefaces.get(`${family}/false/false`);
        return face && { blobId: face.path, isBold: face.isBold, isItalic: face.isItalic, font: await fonts.open(face.path) };
      },
    },
    find: async (object) => {
      const name = object.replace(/^\/?(Co\/?)?/, '');
      const asset = assets.get(name);
      return asset || name === '' ? { asset, path: name === '' ? 'Co' : `Co/${name}` } : undefined;
    },
  };
  const recipe: Gallery['recipe'] = async (request, kind = 'img', serving = {}) => {
    const [, object = '', query = ''] = /^([^?]*)\??(.*)$/s.exec(request)!;
    const named = await records.find(object);
    assert.ok(named, `no ${object}`);
    return makeRecipe(await understand(query, named, records), kind, { ...readImageServing(), ...serving });
  };
  return {
    assets, macros, records, recipe,
    addFont: (family, path, { isBold = false, isItalic = false } = {}) => { typefaces.set(`${family}/${isBold}/${isItalic}`, { path, isBold, isItalic }); },
    async add(name, pixels, change = {}) {
      const built = await buildPicture(folder.path, name, pixels);
      assets.set(name, assetOf(name, { image: built.image, optimizedBlobId: built.optimizedPath, maskBlobId: built.maskPath }, change));
    },
    addTemplate(name, urlModifier, urlPostApplyModifier = '') {
      const picture = assetOf(name, { image: undefined as never, optimizedBlobId: '' });
      assets.set(name, { ...picture, type: 'Template', artifacts: {}, image: undefined, urlModifier, urlPostApplyModifier });
    },
    async draw(request, kind) {
      const pixels = await draw(await recipe(request, kind), ports);
      const components = pixels.samples.length / (pixels.widthPx * pixels.heightPx);
      return {
        pixels, size: `${pixels.widthPx}×${pixels.heightPx}`,
        at: (x, y) => [...pixels.samples.subarray((y * pixels.widthPx + x) * components, (y * pixels.widthPx + x + 1) * components)],
      };
    },
    encode: async (request) => render(await recipe(request), ports),
    close: () => folder.remove(),
  };
}

export function near(found: readonly number[], expected: readonly number[], most = 2): void {
  assert.equal(found.length, expected.length);
  for (const [index, value] of expected.entries()) assert.ok(Math.abs(found[index]! - value) <= most, `expected ${expected} ± ${most}, found ${found}`);
}

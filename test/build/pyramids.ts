import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSharpRaster } from '#adapters/sharp';
import type { Asset, ImageFacts } from '#library';
import type { Pixels } from '#ports';
import { openKernels, openPyramid, pyramidLevels } from '#production';

/** A picture as production would have stored it, its files still lying in a folder. */
export type BuiltPicture = { readonly image: ImageFacts; readonly optimizedPath: string; readonly maskPath: string | undefined };

/** Pixels of one colour type from a function of the position. */
export function paint(widthPx: number, heightPx: number, colour: Pixels['colour'], hasAlpha: boolean, at: (x: number, y: number) => readonly number[]): Pixels {
  const components = { gray: 1, rgb: 3, cmyk: 4 }[colour] + (hasAlpha ? 1 : 0);
  const samples = new Uint8Array(widthPx * heightPx * components);
  for (let y = 0, put = 0; y < heightPx; y++) for (let x = 0; x < widthPx; x++, put += components) samples.set(at(x, y), put);
  return { widthPx, heightPx, colour, hasAlpha, bitsPerComponent: 8, samples };
}

/** The fixtures of the delivery specification, §10. */
export const specimens: Readonly<Record<string, () => Pixels>> = {
  g: () => paint(3000, 2000, 'rgb', false, (x, y) => [Math.floor((x * 255) / 2999), Math.floor((y * 255) / 1999), 128]),
  w: () => paint(300, 200, 'rgb', false, () => [200, 100, 50]),
  marked: () => paint(300, 200, 'rgb', false, (x) => (x === 0 ? [0, 255, 0] : [200, 100, 50])),
  h: () => paint(100, 50, 'rgb', true, () => [255, 0, 0, 128]),
  s: () => paint(8, 8, 'gray', false, (x) => [x < 4 ? 100 : 200]),
  k: () => paint(64, 64, 'gray', false, () => [90]),
};

/** Writes pixels as pyramids, without loss unless a JPEG quality is given. */
export async function buildPicture(folder: string, name: string, pixels: Pixels, options: { readonly icc?: Uint8Array; readonly iccName?: string; readonly jpegQuality?: number } = {}): Promise<BuiltPicture> {
  const [raster, kernels] = await Promise.all([openSharpRaster({ threads: 1, limitPixels: 1e9 }), openKernels()]);
  const { widthPx, heightPx, colour, bitsPerComponent, hasAlpha } = pixels;
  const levels = pyramidLevels(widthPx, heightPx);
  const colours = ({ gray: 1, rgb: 3, cmyk: 4 } as const)[colour];
  const pathOf = (role: string): string => join(folder, `${name}-${role}.tif`);
  await using writer = await openPyramid({
    raster, kernels, shape: { widthPx, heightPx, colour, colours, hasAlpha, bitsPerComponent }, levels, tilePx: 256, sharpening: undefined,
    colour: { path: pathOf('optimized'), compression: options.jpegQuality === undefined ? { kind: 'deflate' } : { kind: 'jpeg', quality: options.jpegQuality } },
    mask: { path: pathOf('mask'), compression: { kind: 'deflate' } },
  });
  await writer.push(hasAlpha ? kernels.split(pixels.samples, { colours, bitsPerComponent }) : { colour: pixels.samples, alpha: undefined });
  await writer.finish({ resolutionPpi: 72, icc: options.icc, xmp: undefined });
  return {
    image: { widthPx, heightPx, resolutionPpi: 72, colour, bitsPerComponent, hasAlpha, iccProfileName: options.iccName, levels, photoshopPathNames: [], hasXmp: false },
    optimizedPath: pathOf('optimized'),
    maskPath: hasAlpha ? pathOf('mask') : undefined,
  };
}

/** A published picture record. */
export function assetOf(name: string, picture: { readonly image: ImageFacts; readonly optimizedBlobId: string; readonly maskBlobId?: string | undefined }, change: Partial<Asset> = {}): Asset {
  const moment = new Date('2026-01-02T03:04:05.000Z');
  return {
    id: 1, companyId: 2, type: 'Image', subType: '', name, fileName: `${name}.png`, folder: 'Co/', isReadyForPublish: true, trashState: 'NotInTrash',
    projectNames: [], createdAt: moment, createdBy: 'ann@example.com', modifiedAt: moment, modifiedBy: 'ann@example.com', version: 1,
    original: undefined, originalFolder: 'Co/', originalFileName: `${name}.png`,
    artifacts: {
      optimized: { blobId: picture.optimizedBlobId, sizeBytes: 1 },
      ...(picture.maskBlobId === undefined ? {} : { mask: { blobId: picture.maskBlobId, sizeBytes: 1 } }),
    },
    image: picture.image, anchorXPx: undefined, anchorYPx: undefined, urlModifier: '', urlPostApplyModifier: '', userData: '', description: '', ...change,
  };
}

/** A folder of its own that vanishes with the test. */
export async function temporaryFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'prepress-test-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

export async function writeTemporary(folder: string, name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSharpRaster } from '#adapters/sharp';
import { bytesSource, joinPyramid } from '#formats';
import type { Asset, ImageFacts } from '#library';
import type { Pixels } from '#ports';

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

/** Writes pixels as pyramids without loss, level by level. */
export async function buildPicture(folder: string, name: string, pixels: Pixels, options: { readonly icc?: Uint8Array; readonly iccName?: string; readonly jpegQuality?: number } = {}): Promise<BuiltPicture> {
  const raster = await openSharpRaster({ threads: 1, limitPixels: 1e9 });
  const levels: Pixels[] = [pixels];
  // In 16 bits, so that halving with alpha costs no colour.
  for (let last = widened(pixels); Math.max(last.widthPx, last.heightPx) > 128;) {
    last = await raster.halve(last);
    levels.push(pixels.bitsPerComponent === 16 ? last : narrowed(last));
  }
  const write = async (role: string, pages: readonly Pixels[], icc: Uint8Array | undefined, jpegQuality?: number): Promise<string> => {
    const contents: Buffer[] = [];
    for (const [index, page] of pages.entries()) {
      const path = join(folder, `${name}-${role}-${index}.tif`);
      await raster.writeTiledTiff(page, path, { tilePx: 256, compression: jpegQuality === undefined ? { kind: 'deflate' } : { kind: 'jpeg', quality: jpegQuality } });
      contents.push(await readFile(path));
      await rm(path);
    }
    const path = join(folder, `${name}-${role}.tif`);
    const file = await open(path, 'w');
    const described = contents.map((content, source) => [{ source, content: bytesSource(content) }]);
    for (const piece of joinPyramid(described, { resolutionPpi: 72, icc, xmp: undefined })) {
      await file.write(piece.kind === 'bytes' ? piece.bytes : contents[piece.source]!.subarray(piece.offset, piece.offset + piece.length));
    }
    await file.close();
    return path;
  };
  return {
    image: {
      widthPx: pixels.widthPx, heightPx: pixels.heightPx, resolutionPpi: 72, colour: pixels.colour, bitsPerComponent: pixels.bitsPerComponent, hasAlpha: pixels.hasAlpha,
      iccProfileName: options.iccName, levels: levels.map(({ widthPx, heightPx }) => ({ widthPx, heightPx })), photoshopPathNames: [], hasXmp: false,
    },
    optimizedPath: await write('optimized', levels.map(colourOf), options.icc, options.jpegQuality),
    maskPath: pixels.hasAlpha ? await write('mask', levels.map(alphaOf), undefined) : undefined,
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

function widened(pixels: Pixels): Pixels {
  return pixels.bitsPerComponent === 16 ? pixels : { ...pixels, bitsPerComponent: 16, samples: Uint16Array.from(pixels.samples, (value) => value * 257) };
}

function narrowed(pixels: Pixels): Pixels {
  return { ...pixels, bitsPerComponent: 8, samples: Uint8Array.from(pixels.samples, (value) => (value + 128) / 257) };
}

function colourOf(pixels: Pixels): Pixels {
  if (!pixels.hasAlpha) return pixels;
  const components = pixels.samples.length / (pixels.widthPx * pixels.heightPx);
  return { ...pixels, hasAlpha: false, samples: pixels.samples.filter((_, index) => index % components !== components - 1) };
}

function alphaOf(pixels: Pixels): Pixels {
  const components = pixels.samples.length / (pixels.widthPx * pixels.heightPx);
  return { ...pixels, colour: 'gray', hasAlpha: false, samples: pixels.samples.filter((_, index) => index % components === components - 1) };
}

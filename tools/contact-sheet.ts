/**
 * Shows what production makes of pictures, to be looked at: a row for each file, a column for each option.
 * `node tools/contact-sheet.ts --out sheet.png FILE_OR_FOLDER …`; `--from N` and `--most N` choose a part of the files.
 * A file that is refused shows its reason.
 */
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp, { type OverlayOptions } from 'sharp';
import { openDeveloper, openEngines } from '../src/adapters/engines/index.ts';
import { openPdfiumDocuments } from '../src/adapters/pdfium/index.ts';
import { openGhostscript } from '../src/adapters/ghostscript/index.ts';
import { openLcmsColour } from '../src/adapters/lcms/index.ts';
import { openSharpRaster } from '../src/adapters/sharp/index.ts';
import { renderText } from '../src/base/index.ts';
import { publishedProfile } from '../src/formats/index.ts';
import { defaultProductionLimits, produce, type ProductionResult, type UploadOptions } from '../src/production/index.ts';
import { uploadOptions } from '../test/build/upload-options.ts';

type Made = Extract<ProductionResult, { kind: 'made' }>;

const sharpening = { amount: 1.75, radiusPx: 0.2, threshold: 2, isMonochrome: false };
const columns: Readonly<Record<string, Partial<UploadOptions>>> = {
  plain: {},
  'mask from path': { createMask: true },
  'flood 0.1': { knockout: { corner: 'UpperLeft', tolerance: 0.1, fillMethod: 'FloodFill' } },
  'match 0.1, transparent crop': { knockout: { corner: 'UpperLeft', tolerance: 0.1, fillMethod: 'MatchPixel' }, autoTransparentCrop: { tolerance: 0 } },
  'colour crop 0.1': { autoColorCrop: { corner: 'UpperLeft', tolerance: 0.1 } },
  'Adobe RGB to sRGB': { colour: { mode: 'Convert', sourceProfileId: 1, outputProfileId: 2 } },
  'sharpened, level 1': { unsharpMask: sharpening },
};
const cellPx = 190;
const captionPx = 34;

const { values, positionals } = parseArgs({
  allowPositionals: true, options: { out: { type: 'string' }, from: { type: 'string', default: '0' }, most: { type: 'string', default: '24' } },
});
if (values.out === undefined || positionals.length === 0) {
  console.error('usage: node tools/contact-sheet.ts --out sheet.png [--from N] [--most N] FILE_OR_FOLDER …');
  process.exit(2);
}
const files = (await filesOf(positionals)).slice(Number(values.from)).slice(0, Number(values.most));
const folder = await mkdtemp(join(tmpdir(), 'prepress-sheet-'));
const raster = await openSharpRaster({ threads: 2, limitPixels: 4e8 });
const tools = { raster, colours: openLcmsColour(), developer: openDeveloper(openEngines()), documents: openPdfiumDocuments(), postScript: openGhostscript(openEngines(), raster) };
const [source, output] = [join(folder, 'source.icc'), join(folder, 'output.icc')];
await writeFile(source, publishedProfile('AdobeRGB'));
await writeFile(output, publishedProfile('sRGB'));
try {
  const cells: OverlayOptions[] = [];
  for (const [row, file] of files.entries()) {
    for (const [column, [name, options]] of Object.entries(columns).entries()) {
      const [left, top] = [column * (cellPx + 6), row * (cellPx + captionPx + 6)];
      const { picture, caption } = await cellOf(file, options, name);
      if (picture) cells.push({ input: picture, left, top });
      const lines = [column === 0 ? basename(file) : name, caption];
      cells.push({ input: captionOf(lines), left, top: top + cellPx });
    }
    console.log(`${row + 1}/${files.length} ${basename(file)}`);
  }
  const size = { width: Object.keys(columns).length * (cellPx + 6), height: Math.max(1, files.length) * (cellPx + captionPx + 6) };
  await sharp({ create: { ...size, channels: 3, background: '#ffffff' }, limitInputPixels: false }).composite(cells).png().toFile(values.out);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function filesOf(paths: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(paths.map(async (path) =>
    ((await stat(path)).isDirectory() ? (await readdir(path)).toSorted().map((name) => join(path, name)) : [path])));
  return found.flat();
}

async function cellOf(file: string, options: Partial<UploadOptions>, name: string): Promise<{ readonly picture: Buffer | undefined; readonly caption: string }> {
  const workFolderPath = join(folder, 'work');
  await rm(workFolderPath, { recursive: true, force: true });
  await mkdir(workFolderPath);
  const result = await produce({
    sourcePath: file, fileName: basename(file), workFolderPath, options: uploadOptions(options), limits: defaultProductionLimits,
    company: { javascriptUploadEnabled: false, pdfProcessingPageLimit: 100 },
    profiles: { source, output, defaultCmyk: undefined, defaultDisplay: undefined },
  }, tools, () => {});
  if (result.kind === 'failed') return { picture: undefined, caption: renderText('en', result.code, result.params) };
  if (result.kind !== 'made' || !result.image) return { picture: undefined, caption: result.kind };
  return { picture: await pictureOf(result, name.includes('level 1') ? 1 : undefined), caption: captionText(result) };
}

/** The level above the cell's size over a chequered ground, the crop drawn in red. */
async function pictureOf(made: Made, wanted: number | undefined): Promise<Buffer> {
  const image = made.image!;
  const level = wanted === undefined ? Math.max(0, image.levels.findLastIndex((size) => Math.max(size.widthPx, size.heightPx) >= cellPx)) : Math.min(wanted, image.levels.length - 1);
  const pathOf = (role: string): string | undefined => made.artifacts.find((artifact) => artifact.role === role)?.path;
  const colour = pathOf('optimized') ?? pathOf('preview')!;
  const mask = pathOf('mask');
  const shown = sharp(await sharp(colour, { page: level, limitInputPixels: false }).toColourspace('srgb').png().toBuffer());
  const { width = 1, height = 1 } = image.levels[level] ? { width: image.levels[level].widthPx, height: image.levels[level].heightPx } : {};
  const opaque = await shown.removeAlpha().raw().toBuffer();
  const alpha = mask && await sharp(mask, { page: level, limitInputPixels: false }).toColourspace('b-w').raw().toBuffer();
  let picture = sharp(opaque, { raw: { width, height, channels: 3 }, limitInputPixels: false });
  if (alpha) picture = picture.joinChannel(alpha, { raw: { width, height, channels: 1 } });
  const small = await sharp(await picture.png().toBuffer(), { limitInputPixels: false }).resize(cellPx, cellPx, { fit: 'inside', kernel: 'lanczos3', withoutEnlargement: false }).png().toBuffer({ resolveWithObject: true });
  const scale = small.info.width / image.widthPx;
  const frame = made.crop && Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${cellPx}" height="${cellPx}"><rect x="${made.crop.xPx * scale + 0.5}" y="${made.crop.yPx * scale + 0.5}" width="${made.crop.widthPx * scale - 1}" height="${made.crop.heightPx * scale - 1}" fill="none" stroke="red"/></svg>`);
  return sharp(ground()).composite([{ input: small.data, left: 0, top: 0 }, ...(frame ? [{ input: frame, left: 0, top: 0 }] : [])]).png().toBuffer();
}

function ground(): Buffer {
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${cellPx}" height="${cellPx}"><defs><pattern id="p" width="16" height="16" patternUnits="userSpaceOnUse"><rect width="16" height="16" fill="#ddd"/><rect width="8" height="8" fill="#bbb"/><rect x="8" y="8" width="8" height="8" fill="#bbb"/></pattern></defs><rect width="100%" height="100%" fill="url(#p)"/></svg>`);
}

function captionText({ image, crop, warnings, notes }: Made): string {
  const remarks = [...warnings, ...notes].map(({ key }) => key.replace('log.', ''));
  return [`${image!.widthPx}×${image!.heightPx} ${image!.colour}${image!.bitsPerComponent === 16 ? '16' : ''}${image!.hasAlpha ? ' alpha' : ''}`,
    ...(crop ? [`crop ${crop.xPx},${crop.yPx},${crop.widthPx},${crop.heightPx}`] : []), ...remarks].join(' · ');
}

function captionOf(lines: readonly string[]): Buffer {
  const text = lines.map((line, index) => `<text x="2" y="${12 + index * 13}" font-family="DejaVu Sans, sans-serif" font-size="9.5">${line.slice(0, 44).replace(/&/g, '&amp;').replace(/</g, '&lt;')}</text>`).join('');
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${cellPx}" height="${captionPx}">${text}</svg>`);
}

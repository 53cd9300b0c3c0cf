/**
 * Shows templates of Photoshop documents beside the images that the documents bring, and what differs, to be looked at:
 * `node tools/template-sheet.ts --out sheet.png [--from N] [--most N] FILE_OR_FOLDER …`.
 */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp, { type OverlayOptions } from 'sharp';
import { renderText } from '../src/base/index.ts';
import { defaultProductionLimits, produce, type DrawTemplate } from '../src/production/index.ts';
import { openProductionBench } from '../test/build/production.ts';
import { uploadOptions } from '../test/build/upload-options.ts';

const cellPx = 230;
const captionPx = 30;

const { values, positionals } = parseArgs({
  allowPositionals: true, options: { out: { type: 'string' }, from: { type: 'string', default: '0' }, most: { type: 'string', default: '24' } },
});
if (values.out === undefined || positionals.length === 0) {
  console.error('usage: node tools/template-sheet.ts --out sheet.png [--from N] [--most N] FILE_OR_FOLDER …');
  process.exit(2);
}
const found = await Promise.all(positionals.map(async (path) => ((await stat(path)).isDirectory() ? (await readdir(path)).toSorted().map((name) => join(path, name)) : [path])));
const files = found.flat().filter((path) => /\.psd$/i.test(path)).slice(Number(values.from)).slice(0, Number(values.most));
await using bench = await openProductionBench();
const folder = await mkdtemp(join(tmpdir(), 'prepress-sheet-'));
const cells: OverlayOptions[] = [];
try {
  let row = 0;
  for (const file of files) {
    const shown = await rowOf(file);
    if (!shown) continue;
    shown.pictures.forEach((input, column) => cells.push({ input, left: column * (cellPx + 6), top: row * (cellPx + captionPx + 6) }));
    cells.push({ input: captionOf([basename(file), shown.caption]), left: 0, top: row * (cellPx + captionPx + 6) + cellPx });
    row++;
  }
  await sharp({ create: { width: 3 * (cellPx + 6), height: Math.max(1, row) * (cellPx + captionPx + 6), channels: 3, background: '#ffffff' } }).composite(cells).png().toFile(values.out);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Merged image, template, and their difference many times over; undefined for a document without a template. */
async function rowOf(file: string): Promise<{ readonly pictures: readonly Buffer[]; readonly caption: string } | undefined> {
  const workFolderPath = await mkdtemp(join(folder, 'work-'));
  const seen: { readonly samples: Uint8Array; readonly width: number; readonly height: number }[] = [];
  const drawTemplate: DrawTemplate = async (template) => {
    const pixels = await bench.tools.drawTemplate!(template);
    seen.push({ samples: pixels.samples as Uint8Array, width: pixels.widthPx, height: pixels.heightPx });
    return pixels;
  };
  const result = await produce({
    sourcePath: file, fileName: basename(file), workFolderPath, limits: defaultProductionLimits, company: { javascriptUploadEnabled: false, pdfProcessingPageLimit: 100 },
    options: uploadOptions({ photoshop: { ...uploadOptions().photoshop, process: 'MaintainLayers', createTemplate: true } }),
  }, { ...bench.tools, drawTemplate }, () => {});
  if (result.kind !== 'made' || seen.length < 2) return undefined;
  const [template, merged] = seen as [(typeof seen)[0], (typeof seen)[0]];
  const difference = { ...merged, samples: merged.samples.map((value, at) => (at % 4 === 3 ? 255 : Math.min(255, 8 * Math.abs(value * (merged.samples[at | 3]! / 255) - template.samples[at]! * (template.samples[at | 3]! / 255))))) };
  const pictures = await Promise.all([merged, template, difference].map(({ samples, width, height }) =>
    sharp(samples, { raw: { width, height, channels: 4 } }).resize(cellPx, cellPx, { fit: 'inside', withoutEnlargement: false, kernel: width < cellPx ? 'nearest' : 'lanczos3' }).png().toBuffer()));
  const caption = result.notes.slice(0, 2).map(({ key, params }) => renderText('en', key, params)).join(' · ');
  return { pictures: await Promise.all(pictures.map((input) => sharp(ground()).composite([{ input, left: 0, top: 0 }]).png().toBuffer())), caption: caption || 'the same' };
}

function ground(): Buffer {
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${cellPx}" height="${cellPx}"><defs><pattern id="p" width="16" height="16" patternUnits="userSpaceOnUse"><rect width="16" height="16" fill="#ddd"/><rect width="8" height="8" fill="#bbb"/><rect x="8" y="8" width="8" height="8" fill="#bbb"/></pattern></defs><rect width="100%" height="100%" fill="url(#p)"/></svg>`);
}

function captionOf(lines: readonly string[]): Buffer {
  const text = lines.map((line, index) => `<text x="2" y="${12 + index * 13}" font-family="DejaVu Sans, sans-serif" font-size="9.5">${line.slice(0, 140).replace(/&/g, '&amp;').replace(/</g, '&lt;')}</text>`).join('');
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${3 * (cellPx + 6)}" height="${captionPx}">${text}</svg>`);
}

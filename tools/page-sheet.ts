/**
 * Shows pages of documents as production draws them, each beside Poppler's rendering, to be looked at.
 * `node tools/page-sheet.ts --out sheet.png [--most N] [--ppi N] FILE …`: the first N pages of each document (4).
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp, { type OverlayOptions, type Sharp } from 'sharp';
import { openPdfiumDocuments } from '../src/adapters/pdfium/index.ts';
import { pageSizePx } from '../src/production/documents/plan.ts';

const cellPx = 300;
const captionPx = 18;
const across = 6;

const { values, positionals } = parseArgs({
  allowPositionals: true, options: { out: { type: 'string' }, most: { type: 'string', default: '4' }, ppi: { type: 'string', default: '100' } },
});
if (values.out === undefined || positionals.length === 0) {
  console.error('usage: node tools/page-sheet.ts --out sheet.png [--most N] [--ppi N] FILE …');
  process.exit(2);
}
const resolutionPpi = Number(values.ppi);
const cells: OverlayOptions[] = [];
for (const path of positionals) await addPages(path, Number(values.most));
const rows = Math.ceil(cells.length / 2 / across);
await sharp({ create: { width: across * (cellPx + 4), height: Math.max(1, rows) * (cellPx + captionPx + 4), channels: 3, background: '#cccccc' }, limitInputPixels: false })
  .composite(cells).png().toFile(values.out);

async function addPages(path: string, most: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'prepress-pages-'));
  try {
    execFileSync('pdftoppm', ['-png', '-r', String(resolutionPpi), '-l', String(most), path, join(folder, 'page')], { stdio: 'ignore' });
    const theirs = (await readdir(folder)).toSorted();
    await using document = await openPdfiumDocuments().open(path);
    for (let page = 1; page <= Math.min(document.pages, most); page++) {
      const size = pageSizePx(await document.sizeOf(page), resolutionPpi);
      await using drawn = await document.draw(page, { ...size, resolutionPpi, colour: 'rgb', hasAlpha: false });
      const raw = { width: size.widthPx, height: size.heightPx, channels: 3 } as const;
      await addCell(sharp(drawn.rows(0, size.heightPx), { raw }), `${basename(path)} ${page}: ours ${size.widthPx}×${size.heightPx}`);
      const other = theirs[page - 1];
      if (other !== undefined) await addCell(sharp(join(folder, other)), 'Poppler');
    }
  } catch (thrown) {
    console.log(`${basename(path)}: ${String(thrown)}`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function addCell(picture: Sharp, caption: string): Promise<void> {
  const index = cells.length / 2;
  const [left, top] = [(index % across) * (cellPx + 4), Math.floor(index / across) * (cellPx + captionPx + 4)];
  const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${cellPx}" height="${captionPx}"><text x="2" y="13" font-family="sans-serif" font-size="11">${caption.replace(/&/g, '&amp;')}</text></svg>`;
  cells.push({ input: await picture.resize(cellPx, cellPx, { fit: 'inside' }).png().toBuffer(), left, top }, { input: Buffer.from(text), left, top: top + cellPx });
}

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { openDeveloper, openEngines } from '../../src/adapters/engines/index.ts';
import { openGhostscript } from '../../src/adapters/ghostscript/index.ts';
import { openLcmsColour } from '../../src/adapters/lcms/index.ts';
import { openPdfiumDocuments } from '../../src/adapters/pdfium/index.ts';
import { openSharpRaster } from '../../src/adapters/sharp/index.ts';
import { defaultProductionLimits, produce } from '../../src/production/index.ts';
import { pdfBytes, type PdfPage } from '../../test/build/pdf.ts';
import { uploadOptions } from '../../test/build/upload-options.ts';
import { photograph } from '../build/photograph.ts';
import { timed, type Case } from '../harness.ts';

const pages = 20;
const run = promisify(execFile);

/** Twenty A4 pages of text with a photograph on each, at 150 pixels an inch: drawn, pyramids, thumbnails, catalog. Baseline: Poppler
 *  draws the same pages into bare files. */
export const documentPages: Case = {
  name: `${pages} pages of a PDF at 150 ppi`, goal: '≤ 1.3×', maxRatio: 1.3, rounds: 5,
  async prepare() {
    const folder = await mkdtemp(join(tmpdir(), 'prepress-pages-'));
    const sourcePath = join(folder, 'source.pdf');
    await writeFile(sourcePath, await brochure());
    const threads = availableParallelism();
    const raster = await openSharpRaster({ threads, limitPixels: defaultProductionLimits.pixels });
    const tools = { raster, colours: openLcmsColour(), developer: openDeveloper(openEngines()), documents: openPdfiumDocuments(), postScript: openGhostscript(openEngines(), raster) };
    const [workFolderPath, drawnPath] = [join(folder, 'work'), join(folder, 'drawn')];
    const fresh = async (path: string): Promise<void> => {
      await rm(path, { recursive: true, force: true });
      await mkdir(path);
    };
    return {
      baseline: {
        name: 'pdftoppm',
        async run() {
          await fresh(drawnPath);
          return timed(() => run('pdftoppm', ['-r', '150', sourcePath, join(drawnPath, 'page')]));
        },
      },
      ours: {
        name: 'production',
        async run() {
          await fresh(workFolderPath);
          return timed(async () => {
            const made = await produce({
              sourcePath, fileName: 'source.pdf', workFolderPath, options: uploadOptions(), limits: defaultProductionLimits,
              company: { javascriptUploadEnabled: false, pdfProcessingPageLimit: 100 },
            }, tools, () => {});
            if (made.kind !== 'made' || made.derived?.parts.length !== pages + 1) throw new Error(JSON.stringify(made));
          });
        },
      },
      [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
    };
  },
};

async function brochure(): Promise<Buffer> {
  const { data, info } = await sharp(await photograph(900, 600)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const picture = { widthPx: info.width, heightPx: info.height, samples: data };
  const words = 'the chair stands by the window and the lamp behind it throws its light upon the table where a cup of tea grows cold';
  return pdfBytes({
    pages: Array.from({ length: pages }, (_, page): PdfPage => ({
      mediaBox: [0, 0, 595.276, 841.89], picture,
      content: `q 300 0 0 200 150 600 cm /Im0 Do Q BT /F1 10 Tf 12 TL 50 570 Td ${Array.from({ length: 42 }, (_line, line) => `(${page * 42 + line} ${words.slice(line % 7, 95 + (line % 7))}) Tj T*`).join(' ')} ET`,
    })),
  });
}

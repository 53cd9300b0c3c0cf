import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openSharpRaster } from '#adapters/sharp';
import { iccFacts, publishedProfile } from '#formats';
import { blockFont } from '#test/build/fonts';
import { pdfBytes, type PdfDocument, type PdfPage } from '#test/build/pdf';
import { artifactPath, openProductionBench, type Made, type ProductionBench } from '#test/build/production';
import { uploadOptions } from '#test/build/upload-options';
import type { ProductionTask, UploadOptions } from '../types.ts';

/* Documents of a few pages, produced whole and read back from the pyramids of their pages. */

let bench: ProductionBench;
before(async () => { bench = await openProductionBench(); });
after(() => bench[Symbol.asyncDispose]());

const plain = uploadOptions();
const pdf = (change: Partial<UploadOptions['pdf']> = {}): Partial<UploadOptions> => ({ pdf: { ...plain.pdf, ...change } });
const made = (document: PdfDocument, options: Partial<UploadOptions> = {}, change: Partial<ProductionTask> = {}): Promise<Made> =>
  bench.made('cat.pdf', pdfBytes(document), options, change);

const partOf = (result: Made, part: string) => {
  const found = result.derived?.parts.find((one) => one.part === part);
  if (!found) throw new Error(`Expected ${part} among ${result.derived?.parts.map((one) => one.part).join() ?? 'nothing'}`);
  return found;
};

async function pageOf(result: Made, page: number) {
  const part = partOf(result, `page ${page}`);
  const raster = await openSharpRaster({ threads: 1, limitPixels: 100_000_000 });
  const read = async (role: string) => {
    await using source = await raster.decode(artifactPath({ ...result, artifacts: part.artifacts }, role));
    return { widthPx: source.widthPx, heightPx: source.heightPx, samples: source.rows(0, source.heightPx).slice() };
  };
  const { widthPx, heightPx, samples } = await read('optimized');
  const alpha = part.image!.hasAlpha ? (await read('mask')).samples : undefined;
  const components = samples.length / (widthPx * heightPx);
  return {
    size: `${widthPx}×${heightPx}`, components,
    at: (x: number, y: number) => [...samples.subarray((y * widthPx + x) * components, (y * widthPx + x + 1) * components)],
    alphaAt: (x: number, y: number) => alpha?.[y * widthPx + x],
  };
}

/** Colours within what JPEG does to them. */
const near = (found: readonly number[], expected: readonly number[]): void =>
  assert.ok(found.length === expected.length && found.every((value, index) => Math.abs(value - expected[index]!) <= 4), `${found.join()} instead of ${expected.join()}`);

test('each page becomes an image named after the document, and several a catalog that holds them in order', async () => {
  const result = await made({ pages: [{ content: '1 0 0 rg 0 0 200 100 re f' }, { content: '0 0 1 rg 0 0 200 100 re f' }, {}] });
  assert.deepEqual([result.type, result.image, result.artifacts, result.warnings, result.notes], ['Pdf', undefined, [], [], []]);
  assert.deepEqual(result.derived!.parts.map(({ part, name, extension, type, members }) => [part, name, extension, type, members]), [
    ['page 1', 'cat-1', 'tif', 'Image', undefined], ['page 2', 'cat-2', 'tif', 'Image', undefined], ['page 3', 'cat-3', 'tif', 'Image', undefined],
    ['catalog', 'cat', 'pdf', 'Catalog', ['page 1', 'page 2', 'page 3']],
  ]);
  const [red, blue, white] = [await pageOf(result, 1), await pageOf(result, 2), await pageOf(result, 3)];
  assert.equal(red.size, '417×209', '200 × 100 points at 150 pixels an inch, rounded up');
  near(red.at(200, 100), [255, 0, 0]);
  near(blue.at(200, 100), [0, 0, 255]);
  near(white.at(200, 100), [255, 255, 255]);
  assert.deepEqual(partOf(result, 'page 1').artifacts.map(({ role }) => role).toSorted(), ['optimized', 'thumbnail']);
  assert.deepEqual([partOf(result, 'page 1').image!.widthPx, partOf(result, 'page 1').image!.resolutionPpi], [417, 150]);
});

test('a single page has a number too and makes no catalog, nor do several without being asked', async () => {
  assert.deepEqual((await made({ pages: [{}] })).derived!.parts.map(({ name }) => name), ['cat-1']);
  assert.deepEqual((await made({ pages: [{}, {}] }, pdf({ catalog: false }))).derived!.parts.map(({ name }) => name), ['cat-1', 'cat-2']);
});

test('nothing is made when nothing is asked, and what was made before goes', async () => {
  const result = await made({ pages: [{}] }, pdf({ process: 'None' }));
  assert.deepEqual([result.type, result.derived, result.artifacts, result.notes], ['Pdf', { engine: 'PostScriptRip', parts: [] }, [], []]);
});

test('a thumbnail is made of the first page alone', async () => {
  const result = await made({ pages: [{ content: '0 1 0 rg 0 0 200 100 re f' }, {}] }, pdf({ process: 'Thumbnail' }));
  assert.deepEqual([result.derived!.parts, result.artifacts.map(({ role }) => role)], [[], ['thumbnail']]);
  await using source = await bench.tools.raster.decode(artifactPath(result, 'thumbnail'));
  assert.deepEqual([source.widthPx, source.heightPx], [256, 128]);
  near([...source.rows(64, 1).subarray(384, 387)], [0, 255, 0]);
});

test('the crop box is what is seen, and it is turned', async () => {
  const corner = { mediaBox: [0, 0, 144, 72], cropBox: [36, 0, 144, 72], content: '1 0 0 rg 36 36 36 36 re f' } as const;
  const result = await made({ pages: [0, 90, 180, 270].map((rotateDeg) => ({ ...corner, rotateDeg })) }, pdf({ resolutionPpi: 72 }));
  const pages = await Promise.all([1, 2, 3, 4].map((page) => pageOf(result, page)));
  assert.deepEqual(pages.map(({ size }) => size), ['108×72', '72×108', '108×72', '72×108']);
  const red: readonly (readonly [number, number])[] = [[10, 10], [62, 10], [98, 62], [10, 98]];
  for (const [index, page] of pages.entries()) {
    near(page.at(...red[index]!), [255, 0, 0]);
    near(page.at(36, 54), [255, 255, 255]);
  }
});

test('the resolution decides about the size: A4, and whole edges stay whole', async () => {
  const sizes = async (mediaBox: readonly [number, number, number, number], resolutionPpi: number) => {
    const { image } = partOf(await made({ pages: [{ mediaBox }] }, pdf({ resolutionPpi })), 'page 1');
    return [image!.widthPx, image!.heightPx];
  };
  assert.deepEqual(await sizes([0, 0, 595.276, 841.89], 150), [1241, 1754]);
  assert.deepEqual(await sizes([0, 0, 288, 144], 150), [600, 300]);
  assert.deepEqual(await sizes([0, 0, 288, 144], 300), [1200, 600]);
  assert.deepEqual(await sizes([0.1, 0.2, 72.1, 36.2], 1200), [1200, 600]);
});

test('gray pages have one component, and what colours weigh', async () => {
  const page = await pageOf(await made({ pages: [{ content: '1 0 0 rg 0 0 200 100 re f' }] }, pdf({ colour: 'Gray' })), 1);
  assert.equal(page.components, 1);
  near(page.at(9, 9), [77]);
});

test('crops, knockout and sharpening work on every page as on an image', async () => {
  const square = { content: '0 0 0 rg 50 25 50 50 re f' };
  const options = { ...pdf({ resolutionPpi: 72 }), knockout: { corner: 'UpperLeft', tolerance: 0.1, fillMethod: 'FloodFill' }, autoTransparentCrop: { tolerance: 0 }, unsharpMask: { amount: 1.75, radiusPx: 0.5, threshold: 2, isMonochrome: false } } as const;
  const result = await made({ pages: [square, square] }, options);
  for (const number of [1, 2]) {
    const page = await pageOf(result, number);
    assert.deepEqual([page.alphaAt(5, 5), page.alphaAt(75, 50)], [0, 255]);
    assert.deepEqual([partOf(result, `page ${number}`).crop, partOf(result, `page ${number}`).cropOrigin], [{ xPx: 50, yPx: 25, widthPx: 50, heightPx: 50 }, 'auto']);
  }
  const half = await made({ pages: [{ mediaBox: [0, 0, 72, 72] }] }, { manualCrop: { leftPx: 75, rightPx: 0, topPx: 0, bottomPx: 0 } });
  assert.deepEqual([partOf(half, 'page 1').crop, partOf(half, 'page 1').cropOrigin], [{ xPx: 75, yPx: 0, widthPx: 75, heightPx: 150 }, 'manual'], '75 pixels at 150 an inch are half an inch');
  const large = await made({ pages: [{ mediaBox: [0, 0, 72, 72] }, { mediaBox: [0, 0, 200, 72] }] }, { manualCrop: { leftPx: 200, rightPx: 0, topPx: 0, bottomPx: 0 } });
  assert.deepEqual(large.derived!.parts.map(({ crop, warnings }) => [crop?.widthPx, warnings.map(({ key }) => key)]), [[undefined, ['log.cropTooLarge']], [217, []], [undefined, []]]);
});

test('colours are managed as those of an image', async () => {
  const [source, output] = [join(bench.folder, 'source.icc'), join(bench.folder, 'output.icc')];
  await writeFile(source, publishedProfile('AdobeRGB'));
  await writeFile(output, publishedProfile('sRGB'));
  const colour = { mode: 'Convert', sourceProfileId: 1, outputProfileId: 2 } as const;
  const profiles = { source, output, defaultCmyk: undefined, defaultDisplay: undefined };
  const document: PdfDocument = { pages: [{ content: '0.5 0.25 0.25 rg 0 0 200 100 re f' }] };
  const result = await made(document, { colour }, { profiles });
  assert.equal(partOf(result, 'page 1').image!.iccProfileName, iccFacts(publishedProfile('sRGB'))!.description);
  const [red, green] = (await pageOf(result, 1)).at(50, 50) as [number, number];
  assert.ok(red > 140 && green < 64, `the same light has other numbers in sRGB: ${red}, ${green}`);
  const gray = await bench.produce('cat.pdf', pdfBytes(document), { colour, ...pdf({ colour: 'Gray' }) }, { profiles });
  assert.deepEqual([gray.kind, gray.kind === 'failed' && gray.code], ['failed', 'PROFILE_MISMATCH']);
});

test('a document of more pages than the company lets be made is kept, with a warning', async () => {
  const result = await made({ pages: [{}, {}, {}] }, {}, { company: { javascriptUploadEnabled: false, pdfProcessingPageLimit: 2 } });
  assert.deepEqual([result.derived!.parts, result.warnings], [[], [{ key: 'log.tooManyPages', params: { pages: 3, limit: 2 } }]]);
});

test('an encrypted document is refused, whether it opens without a password or not; unread it is kept', async () => {
  for (const userPassword of ['secret', '']) {
    const bytes = pdfBytes({ pages: [{}], encryption: { userPassword, ownerPassword: 'owner' } });
    const refused = await bench.produce('cat.pdf', bytes);
    assert.deepEqual([refused.kind, refused.kind === 'failed' && refused.code], ['failed', 'DOCUMENT_ENCRYPTED']);
    assert.equal((await bench.made('cat.pdf', bytes, pdf({ process: 'None' }))).type, 'Pdf');
  }
});

test('a page too large to be drawn is refused before anything is', async () => {
  const refused = await bench.produce('cat.pdf', pdfBytes({ pages: [{}, { mediaBox: [0, 0, 14_400, 14_400] }] }), pdf({ resolutionPpi: 300 }));
  assert.deepEqual([refused.kind, refused.kind === 'failed' && refused.code], ['failed', 'PIXEL_LIMIT']);
});

test('fonts that are missing are named once, standard ones not', async () => {
  const text = 'BT /F1 12 Tf 10 50 Td (Hello) Tj /F2 12 Tf (again) Tj ET';
  const result = await made({ pages: [{ content: text }, { content: text }], fonts: { F1: 'Helvetica', F2: 'Frutiger-Light' } });
  assert.deepEqual(result.notes, [{ key: 'log.fontReplaced', params: { font: 'Frutiger-Light' } }]);
});

test('a font that only the company has is used, and not named', async () => {
  const path = join(bench.folder, 'own.ttf');
  await writeFile(path, blockFont({ family: 'Own Blocks' }));
  const document: PdfDocument = { pages: [{ content: 'BT /F1 60 Tf 10 20 Td (HH) Tj ET' }], fonts: { F1: 'OwnBlocks' } };
  const inkOf = async (result: Made) => {
    const page = await pageOf(result, 1);
    return Array.from({ length: 200 * 100 }, (_, at) => 255 - page.at(at % 200, Math.floor(at / 200))[1]!).reduce((sum, ink) => sum + ink, 0) / 255;
  };
  const own = await made(document, pdf({ resolutionPpi: 72 }), { fonts: [{ name: 'Own Blocks', path }] });
  const other = await made(document, pdf({ resolutionPpi: 72 }));
  assert.deepEqual([own.notes, other.notes.map(({ params }) => params['font'])], [[], ['OwnBlocks']]);
  assert.ok(await inkOf(own) > 2 * await inkOf(other), 'blocks have more ink than letters');
});

test('what is no document is refused, wherever it breaks off', async () => {
  const bytes = pdfBytes({ pages: [{ content: 'BT /F1 12 Tf (x) Tj ET' }] });
  for (const broken of [Buffer.from('%PDF-1.4\n%%EOF\n'), bytes.subarray(0, 100), Buffer.concat([bytes.subarray(0, 20), Buffer.alloc(2000, 1)])]) {
    const result = await bench.produce('cat.pdf', broken);
    assert.deepEqual([result.kind, result.kind === 'failed' && result.code], ['failed', 'BROKEN_FILE']);
  }
});

test('words are found with their boxes in pixels, line by line, with font and size', async () => {
  const content = 'BT /F1 18 Tf 20 60 Td (Hello, world! a) Tj 0 -30 Td /F2 9 Tf (ISO 32000-1) Tj ET';
  const result = await made({ pages: [{ content }], fonts: { F1: 'Helvetica', F2: 'Courier' } }, pdf({ extractSearchWords: true, resolutionPpi: 144 }));
  const lines = partOf(result, 'page 1').searchLines!;
  assert.deepEqual(lines.map(({ text, words, fontName, sizePt }) => [text, words.map((word) => word.text), fontName, sizePt]), [
    ['Hello, world! a', ['Hello', 'world'], 'Helvetica', 18], ['ISO 32000-1', ['ISO', '32000-1'], 'Courier', 9],
  ]);
  const [hello, world] = lines[0]!.words;
  assert.ok(Math.abs(hello!.xPx - 40) <= 2 && hello!.yPx > 30 && hello!.yPx + hello!.heightPx < 100 && hello!.heightPx >= 26, JSON.stringify(hello));
  assert.ok(world!.xPx > hello!.xPx + hello!.widthPx && lines[0]!.widthPx > world!.xPx + world!.widthPx - lines[0]!.xPx - 1);
  assert.equal(partOf(await made({ pages: [{ content }] }), 'page 1').searchLines, undefined);
});

test('words of a turned and cut page lie where they are seen; invisible text is text', async () => {
  const result = await made({
    pages: [{ mediaBox: [0, 0, 300, 200], cropBox: [100, 50, 300, 200], rotateDeg: 90, content: 'BT 3 Tr /F1 10 Tf 110 60 Td (Lower) Tj ET' }],
  }, pdf({ extractSearchWords: true, resolutionPpi: 72 }));
  const [line] = partOf(result, 'page 1').searchLines!;
  assert.equal(line!.text, 'Lower');
  assert.ok(line!.xPx < 12 && line!.yPx >= 8 && line!.yPx <= 12 && line!.heightPx > line!.widthPx, `it runs down from the upper left: ${JSON.stringify(line)}`);
});

test('links become maps in pixels, in their order, each of their parts one; what is not published is counted', async () => {
  const links: PdfPage['links'] = [
    { rect: [10, 10, 60, 30], uri: 'https://example.com/?a=1&b="2"' },
    { rect: [0, 0, 5, 5] },
    { rect: [100, 10, 150, 60], uri: 'mailto:ann@example.com', quads: [[100, 60, 150, 60, 100, 50, 150, 50], [110, 40, 140, 50, 110, 30, 140, 40]] },
    { rect: [0, 0, 9, 9], uri: 'javascript:alert(1)' }, { rect: [0, 0, 9, 9], uri: 'file:///etc/passwd' }, { rect: [900, 900, 990, 990], uri: 'https://example.com/outside' },
    { rect: [190, 90, 260, 120], uri: 'www.example.com' },
  ];
  const result = await made({ pages: [{ links }, { links: links.slice(0, 2) }] }, pdf({ extractLinks: true, resolutionPpi: 144 }));
  assert.deepEqual(partOf(result, 'page 1').links, [
    { shape: 'Rectangle', region: '20,140,120,180', action: 'href="https://example.com/?a=1&amp;b=&quot;2&quot;"' },
    { shape: 'Rectangle', region: '200,80,300,100', action: 'href="mailto:ann@example.com"' },
    { shape: 'Polygon', region: '220,120,280,100,280,120,220,140', action: 'href="mailto:ann@example.com"' },
    { shape: 'Rectangle', region: '380,0,400,20', action: 'href="http://www.example.com"' },
  ]);
  assert.equal(partOf(result, 'page 2').links?.length, 1);
  assert.deepEqual(result.notes, [{ key: 'log.linksInside', params: { count: 2 } }, { key: 'log.linksRefused', params: { count: 2 } }]);
  assert.equal(partOf(await made({ pages: [{ links }] }), 'page 1').links, undefined);
});

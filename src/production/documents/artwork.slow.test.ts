import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openSharpRaster } from '#adapters/sharp';
import { openEngines } from '#adapters/engines';
import { openGhostscript } from '#adapters/ghostscript';
import { writePath } from '#formats';
import { photoshopResource, psnrDb } from '#test/build/images';
import { pdfBytes } from '#test/build/pdf';
import { dosEps, eps, photoshopEps, postScript } from '#test/build/postscript';
import { artifactPath, openProductionBench, type Made, type ProductionBench } from '#test/build/production';
import { uploadOptions } from '#test/build/upload-options';
import { produce } from '../produce.ts';
import type { UploadOptions } from '../types.ts';

/* PostScript, EPS and Illustrator, produced whole and read back from the pyramids of their pages. */

const needs = { skip: spawnSync('sh', ['-c', 'command -v gs'], { stdio: 'ignore' }).status !== 0 && 'not installed: gs' };

let bench: ProductionBench;
before(async () => { bench = await openProductionBench(); });
after(() => bench[Symbol.asyncDispose]());

const plain = uploadOptions();
const ps = (change: Partial<UploadOptions['postScript']> = {}): Partial<UploadOptions> => ({ postScript: { ...plain.postScript, ...change } });
const ai = (change: Partial<UploadOptions['illustrator']> = {}): Partial<UploadOptions> => ({ illustrator: { ...plain.illustrator, ...change } });
const kept = { colour: { mode: 'MaintainOriginal' } } as const;

/** An image that became of a file, read back. */
async function pageOf(result: Made, index = 0) {
  const part = result.derived!.parts[index]!;
  const raster = await openSharpRaster({ threads: 1, limitPixels: 100_000_000 });
  const read = async (role: string) => {
    await using source = await raster.decode(artifactPath({ ...result, artifacts: part.artifacts }, role));
    return { widthPx: source.widthPx, heightPx: source.heightPx, samples: source.rows(0, source.heightPx).slice() };
  };
  const { widthPx, heightPx, samples } = await read('optimized');
  const alpha = part.image!.hasAlpha ? (await read('mask')).samples : undefined;
  const components = samples.length / (widthPx * heightPx);
  return {
    part, size: `${widthPx}×${heightPx}`, components,
    at: (x: number, y: number) => [...samples.subarray((y * widthPx + x) * components, (y * widthPx + x + 1) * components)],
    alphaAt: (x: number, y: number) => alpha?.[y * widthPx + x],
  };
}

/** Colours within what JPEG does to them. */
const near = (found: readonly number[], expected: readonly number[], most = 4): void =>
  assert.ok(found.length === expected.length && found.every((value, index) => Math.abs(value - expected[index]!) <= most), `${found.join()} instead of ${expected.join()}`);

const sizeOf = async (result: Made): Promise<string> => (await pageOf(result)).size;
const square = '1 0 0 setrgbcolor 0 0 50 50 rectfill';

test('an EPS becomes an asset and an image that takes its name; its size is that of its box at the resolution', needs, async () => {
  const bytes = eps([0, 0, 288, 144], square);
  const result = await bench.made('logo.eps', bytes);
  assert.deepEqual([result.type, result.image, result.warnings, result.notes], ['PostScript', undefined, [], []]);
  assert.deepEqual([result.derived!.engine, result.derived!.parts.map(({ part, name, type }) => [part, name, type])], ['PostScriptRip', [['page 1', 'logo', 'Image']]]);
  const page = await pageOf(result);
  assert.equal(page.size, '600×300');
  near(page.at(50, 250), [255, 0, 0]);
  near(page.at(300, 50), [255, 255, 255]);
  assert.equal(page.part.image!.resolutionPpi, 150);
  assert.equal(await sizeOf(await bench.made('logo.eps', bytes, ps({ resolutionPpi: 300, isResolutionChosen: true }))), '1200×600');
  assert.equal(await sizeOf(await bench.made('logo.eps', eps([1.5, 2.25, 100.75, 50], square), ps({ resolutionPpi: 72, isResolutionChosen: true }))), '100×48');
});

test('a program of several pages becomes numbered images, without a catalog', needs, async () => {
  const result = await bench.made('book.ps', postScript({ comments: ['BoundingBox: 0 0 100 50', 'Pages: 2'], body: `${square} showpage 0 0 1 setrgbcolor 0 0 50 50 rectfill showpage` }));
  assert.deepEqual(result.derived!.parts.map(({ part, name, type }) => [part, name, type]), [['page 1', 'book-1', 'Image'], ['page 2', 'book-2', 'Image']]);
  near((await pageOf(result, 0)).at(20, 80), [255, 0, 0]);
  near((await pageOf(result, 1)).at(20, 80), [0, 0, 255]);
});

test('more pages than the company lets be made are not made, and a program without end of them stops', needs, async () => {
  const company = { javascriptUploadEnabled: false, pdfProcessingPageLimit: 3 };
  const result = await bench.made('book.ps', postScript({ body: '{ showpage } loop' }), {}, { company });
  assert.deepEqual([result.derived!.parts, result.warnings], [[], [{ key: 'log.tooManyPages', params: { pages: 4, limit: 3 } }]]);
});

test('an .eps is one picture though its first line does not say so, and a .ps of one page is as large as its box', needs, async () => {
  const program = postScript({ comments: ['BoundingBox: 10 10 58 34'], body: '1 0 0 setrgbcolor 10 10 48 24 rectfill showpage showpage' });
  const picture = await bench.made('logo.eps', program, ps({ resolutionPpi: 72, isResolutionChosen: true }));
  assert.deepEqual([picture.derived!.parts.map(({ name }) => name), await sizeOf(picture)], [['logo'], '48×24']);
  near((await pageOf(picture)).at(0, 0), [255, 0, 0]);
  const single = postScript({ comments: ['BoundingBox: 10 10 58 34', 'Pages: 1'], body: '<< /PageSize [ 300 300 ] >> setpagedevice 1 0 0 setrgbcolor 10 10 48 24 rectfill showpage' });
  const page = await bench.made('page.ps', single, ps({ resolutionPpi: 72, isResolutionChosen: true }));
  assert.deepEqual([page.derived!.parts.map(({ name }) => name), await sizeOf(page)], [['page'], '48×24']);
});

test('nothing is made when nothing is asked, without the engine too, and what was made before goes', async () => {
  const tools = { ...bench.tools, postScript: openGhostscript(openEngines({ folders: [bench.folder] }), bench.tools.raster) };
  for (const [name, bytes, options, type] of [
    ['logo.eps', eps([0, 0, 10, 10], square), ps({ process: 'None' }), 'PostScript'],
    ['logo.ai', postScript({ body: square }), ai({ process: 'None' }), 'Illustrator'],
  ] as const) {
    const result = await bench.made(name, bytes, options);
    assert.deepEqual([result.type, result.derived, result.artifacts, result.notes], [type, { engine: 'PostScriptRip', parts: [] }, [], []]);
  }
  const task = { fileName: 'logo.eps', workFolderPath: bench.folder, options: plain, limits: { timeMs: 9000, memoryBytes: 2 ** 30, outputBytes: 2 ** 28, pixels: 1e6 }, company: { javascriptUploadEnabled: false, pdfProcessingPageLimit: 9 } };
  await bench.made('logo.eps', eps([0, 0, 10, 10], square), ps({ process: 'None' }));
  const refused = await produce({ ...task, sourcePath: `${bench.folder}/source` }, tools, () => {});
  assert.deepEqual([refused.kind, refused.kind === 'failed' && [refused.code, refused.params]], ['failed', ['ENGINE_MISSING', { program: 'gs' }]]);
});

const small = '1 0 0 setrgbcolor 0 0 40 40 rectfill';

test('unpainted ground is transparent when that is asked, else white', needs, async () => {
  const clear = await pageOf(await bench.made('logo.eps', eps([0, 0, 100, 50], small), ps({ alpha: true })));
  assert.deepEqual([clear.alphaAt(0, 0), clear.alphaAt(200, 10), clear.alphaAt(20, 90)], [0, 0, 255]);
  near(clear.at(20, 90), [255, 0, 0]);
  const white = await pageOf(await bench.made('logo.eps', eps([0, 0, 100, 50], small)));
  assert.equal(white.alphaAt(0, 0), undefined);
  near(white.at(0, 0), [255, 255, 255]);
});

test('colours are forced when that is asked, and then managed as those of any image', needs, async () => {
  const bytes = eps([0, 0, 100, 50], '0 1 0 0 setcmykcolor 0 0 100 50 rectfill');
  const [gray, cmyk, rgb] = [await pageOf(await bench.made('a.eps', bytes, ps({ colour: 'Gray' }))),
    await pageOf(await bench.made('a.eps', bytes, { ...ps({ colour: 'Cmyk' }), ...kept })), await pageOf(await bench.made('a.eps', bytes, ps({ colour: 'Rgb' })))];
  assert.deepEqual([gray.components, cmyk.components, rgb.components], [1, 4, 3]);
  near(cmyk.at(50, 50), [0, 255, 0, 0]);
  const converted = await pageOf(await bench.made('a.eps', bytes, ps({ colour: 'Cmyk' })));
  assert.deepEqual([converted.components, converted.part.image!.iccProfileName !== undefined], [3, true], 'CMYK without a profile becomes sRGB');
  assert.ok(converted.at(50, 50)[0]! > 180 && converted.at(50, 50)[1]! < 80, converted.at(50, 50).join());
  const clear = await pageOf(await bench.made('a.eps', eps([0, 0, 100, 50], '0 1 0 0 setcmykcolor 0 0 50 50 rectfill'), { ...ps({ colour: 'Cmyk', alpha: true }), ...kept }));
  assert.deepEqual([clear.components, clear.alphaAt(20, 50), clear.alphaAt(180, 50)], [4, 255, 0]);
});

test('without a wish a page stays in the colours that all of it is painted with', needs, async () => {
  const components = async (body: string) => (await pageOf(await bench.made('a.eps', eps([0, 0, 20, 20], body), kept))).components;
  assert.deepEqual([await components('0 1 0 0 setcmykcolor 0 0 9 9 rectfill'), await components('0.5 setgray 0 0 9 9 rectfill'), await components('0 1 0 0 setcmykcolor 0 0 9 9 rectfill 1 0 0 setrgbcolor 9 9 9 9 rectfill')], [4, 1, 3]);
  const illustrator = pdfBytes({ pages: [{ mediaBox: [0, 0, 20, 20], content: '0 1 0 0 k 0 0 9 9 re f' }] });
  assert.equal((await pageOf(await bench.made('a.ai', illustrator, kept))).components, 4);
});

test('crops, knockout and sharpening work on a page as on an image', needs, async () => {
  const bytes = eps([0, 0, 100, 100], '0 setgray 25 25 50 50 rectfill');
  const options = { ...ps({ resolutionPpi: 72, isResolutionChosen: true }), unsharpMask: { amount: 1.75, radiusPx: 0.5, threshold: 2, isMonochrome: false } } as const;
  const knocked = await pageOf(await bench.made('a.eps', bytes, { ...options, knockout: { corner: 'UpperLeft', tolerance: 0.1, fillMethod: 'FloodFill' }, autoTransparentCrop: { tolerance: 0 } }));
  assert.deepEqual([knocked.alphaAt(5, 5), knocked.alphaAt(50, 50)], [0, 255]);
  assert.deepEqual([knocked.part.crop, knocked.part.cropOrigin], [{ xPx: 25, yPx: 25, widthPx: 50, heightPx: 50 }, 'auto']);
  const coloured = await pageOf(await bench.made('a.eps', bytes, { ...options, autoColorCrop: { corner: 'BottomRight', tolerance: 0 } }));
  assert.deepEqual(coloured.part.crop, { xPx: 25, yPx: 25, widthPx: 50, heightPx: 50 });
  const cut = await pageOf(await bench.made('a.eps', bytes, { manualCrop: { leftPx: 75, rightPx: 0, topPx: 0, bottomPx: 0 } }));
  assert.deepEqual([cut.part.crop, cut.size], [{ xPx: 75, yPx: 0, widthPx: 134, heightPx: 209 }, '209×209']);
});

const clippingPath = (): Buffer => {
  const knot = (x: number, y: number) => ({ x, y, xIn: x, yIn: y, xOut: x, yOut: y });
  const records = writePath({ isInverted: false, subpaths: [{ isClosed: true, knots: [knot(0.25, 0.25), knot(0.75, 0.25), knot(0.75, 0.75), knot(0.25, 0.75)] }] });
  return Buffer.concat([photoshopResource(2000, 'Shape', Buffer.from(records)), photoshopResource(2999, '', Buffer.concat([Buffer.of(5), Buffer.from('Shape'), Buffer.of(0, 0)]))]);
};

test('the clipping path of an EPS of Photoshop makes its mask, and its outline stays known', needs, async () => {
  const bytes = photoshopEps({ widthPx: 40, heightPx: 40, resolutionPpi: 72, colour: 'rgb' }, () => [200, 0, 0], clippingPath());
  const options = ps({ resolutionPpi: 72, isResolutionChosen: true });
  const masked = await pageOf(await bench.made('a.eps', bytes, { ...options, createMask: true }));
  assert.deepEqual([masked.alphaAt(20, 20), masked.alphaAt(4, 4)], [255, 0]);
  assert.deepEqual(masked.part.image!.photoshopPathNames, ['Shape']);
  const whole = await pageOf(await bench.made('a.eps', bytes, options));
  assert.deepEqual([whole.alphaAt(4, 4), whole.part.image!.photoshopPathNames], [undefined, ['Shape']]);
});

test('a picture of Photoshop that is finer than the resolution keeps its own, unless one was asked for', needs, async () => {
  const bytes = photoshopEps({ widthPx: 60, heightPx: 30, resolutionPpi: 300, colour: 'rgb' }, (x) => [x < 30 ? 255 : 0, 0, 0]);
  const fine = await pageOf(await bench.made('photo.eps', dosEps(bytes, { kind: 'tiff', bytes: Buffer.from('preview') })));
  assert.deepEqual([fine.size, Math.round(fine.part.image!.resolutionPpi ?? 0)], ['60×30', 300]);
  near(fine.at(10, 10), [255, 0, 0]);
  near(fine.at(50, 10), [0, 0, 0]);
  assert.equal(await sizeOf(await bench.made('photo.eps', bytes, ps({ isResolutionChosen: true }))), '30×15');
  const coarse = photoshopEps({ widthPx: 30, heightPx: 15, resolutionPpi: 72, colour: 'rgb' }, () => [0, 0, 0]);
  assert.equal(await sizeOf(await bench.made('photo.eps', coarse)), '63×32', 'what is coarser is drawn at the default');
});

for (const [kind, document] of [
  ['that is a PDF', () => pdfBytes({ pages: [{ mediaBox: [0, 0, 200, 100], content: '1 0 0 rg 50 25 100 50 re f' }] })],
  ['of the old kind', () => postScript({ comments: ['Creator: Adobe Illustrator(TM) 7.0', 'BoundingBox: 0 0 200 100'], body: '1 0 0 setrgbcolor 50 25 100 50 rectfill showpage' })],
] as const) {
  test(`a document of Illustrator ${kind} becomes an image at its own resolution, on white or on nothing`, needs, async () => {
    const page = async (options: Partial<UploadOptions>) => pageOf(await bench.made('logo.ai', document(), options));
    const result = await bench.made('logo.ai', document());
    assert.deepEqual([result.type, result.derived!.parts.map(({ name }) => name), await sizeOf(result)], ['Illustrator', ['logo'], '417×209']);
    assert.equal((await page(ai({ resolutionPpi: 72 }))).size, '200×100');
    assert.equal((await page(ai({ resolutionPpi: 144 }))).size, '400×200');
    const clear = await page(ai({ alpha: true, resolutionPpi: 72 }));
    assert.deepEqual([clear.alphaAt(0, 0), clear.alphaAt(100, 50)], [0, 255]);
    const white = await page(ai({ resolutionPpi: 72 }));
    assert.deepEqual([white.at(0, 0), white.alphaAt(0, 0)], [[255, 255, 255], undefined]);
    near(white.at(100, 50), [255, 0, 0]);
    assert.equal((await page({ ...ai({ colour: 'Cmyk', resolutionPpi: 72 }), ...kept })).components, 4);
  });
}

test('words stand in lines with their boxes, in pixels of the page, where they were asked for', needs, async () => {
  const bytes = eps([0, 0, 144, 72], '/Helvetica findfont 12 scalefont setfont 36 36 moveto (Hello World) show');
  const [part] = (await bench.made('a.eps', bytes, ps({ extractSearchWords: true, resolutionPpi: 144, isResolutionChosen: true }))).derived!.parts;
  const [line] = part!.searchLines ?? [];
  assert.deepEqual([part!.searchLines?.length, line?.text, line?.words.map(({ text }) => text)], [1, 'Hello World', ['Hello', 'World']]);
  const [hello] = line!.words;
  assert.ok(Math.abs(hello!.xPx - 72) <= 4 && hello!.yPx > 40 && hello!.yPx < 72 && hello!.heightPx < 40, JSON.stringify(hello));
  assert.equal((await bench.made('a.eps', bytes)).derived!.parts[0]!.searchLines, undefined);
});

test('fonts that nobody has are named', needs, async () => {
  const result = await bench.made('a.eps', eps([0, 0, 99, 20], '/NoSuchFont findfont 12 scalefont setfont 5 5 moveto (a) show'));
  assert.deepEqual(result.notes, [{ key: 'log.fontReplaced', params: { font: 'NoSuchFont' } }]);
});

const systemFont = '/usr/share/fonts/truetype/dejavu/DejaVuSerif-Bold.ttf';

test('a font that only the company has is used', { skip: needs.skip || (!existsSync(systemFont) && `not installed: ${systemFont}`) }, async () => {
  // Under a name of its own, in both encodings that names of fonts have.
  const bytes = Buffer.from(readFileSync(systemFont).toString('latin1').replaceAll('DejaVuSerif-Bold', 'OfTheCompany-Bol')
    .replaceAll([...'DejaVuSerif-Bold'].map((letter) => `\0${letter}`).join(''), [...'OfTheCompany-Bol'].map((letter) => `\0${letter}`).join('')), 'latin1');
  const path = join(bench.folder, 'company-font');
  writeFileSync(path, bytes);
  const text = (font: string): Buffer => eps([0, 0, 99, 20], `/${font} findfont 12 scalefont setfont 5 5 moveto (Summer) show`);
  const fonts = [{ name: 'OfTheCompany', path }];
  const [own, system, missing] = [await bench.made('a.eps', text('OfTheCompany-Bol'), {}, { fonts }), await bench.made('a.eps', text('DejaVuSerif-Bold')), await bench.made('a.eps', text('OfTheCompany-Bol'))];
  assert.deepEqual([own.notes, system.notes, missing.notes.length], [[], [], 1]);
  const pixels = async (result: Made) => { const page = await pageOf(result); return Array.from({ length: 200 * 41 }, (_, at) => page.at(at % 200, Math.floor(at / 200))[0]!); };
  const [drawn, expected, other] = [await pixels(own), await pixels(system), await pixels(missing)];
  assert.ok(psnrDb(Uint8Array.from(drawn), Uint8Array.from(expected)) > 40);
  assert.ok(psnrDb(Uint8Array.from(other), Uint8Array.from(expected)) < 25);
});

test('a page of a PDF in CMYK is drawn by the interpreter', needs, async () => {
  const document = pdfBytes({ pages: [{ mediaBox: [0, 0, 40, 20], rotateDeg: 90, content: '0 1 0 0 k 0 0 20 20 re f' }] });
  const page = await pageOf(await bench.made('a.pdf', document, { pdf: { ...plain.pdf, colour: 'Cmyk', resolutionPpi: 72 }, ...kept }));
  assert.deepEqual([page.components, page.size], [4, '20×40']);
  near(page.at(10, 10), [0, 255, 0, 0]);
  near(page.at(10, 30), [0, 0, 0, 0]);
});

test('a program that fails is refused in words, and a page of too many pixels before it is drawn', needs, async () => {
  const failed = await bench.produce('a.eps', eps([0, 0, 10, 10], 'nosuchword'));
  assert.deepEqual([failed.kind, failed.kind === 'failed' && [failed.code, failed.params['detail']]], ['failed', ['ENGINE_FAILED', 'Error: /undefined in nosuchword']]);
  const large = await bench.produce('a.ps', postScript({ body: '<< /PageSize [ 14000 14000 ] >> setpagedevice showpage' }), ps({ resolutionPpi: 300, isResolutionChosen: true }));
  assert.deepEqual([large.kind, large.kind === 'failed' && large.code], ['failed', 'PIXEL_LIMIT']);
});

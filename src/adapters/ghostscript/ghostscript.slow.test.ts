import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openEngines } from '#adapters/engines';
import { openSharpRaster } from '#adapters/sharp';
import { Failure } from '#base';
import type { PostScript, Pixels, Raster } from '#ports';
import { dosEps, eps, photoshopEps, postScript } from '#test/build/postscript';
import { openGhostscript } from './index.ts';

const needs = { skip: spawnSync('sh', ['-c', 'command -v gs'], { stdio: 'ignore' }).status !== 0 && 'not installed: gs' };

let folder: string;
let raster: Raster;
let ghostscript: PostScript;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prepress-ghostscript-'));
  raster = await openSharpRaster({ threads: 1, limitPixels: 10_000_000 });
  ghostscript = openGhostscript(openEngines(), raster);
});
after(() => rm(folder, { recursive: true }));

const limits = { timeMs: 60_000, memoryBytes: 2 ** 30, outputBytes: 2 ** 28, pixels: 4_000_000 };

let count = 0;
async function work(): Promise<string> {
  const path = join(folder, String(count++));
  await mkdir(path);
  return path;
}

type Change = { readonly isPicture?: boolean; readonly mostPages?: number; readonly resolutionPpi?: number };

/** A distilled program, with the sizes of its pages in points. */
async function distilled(bytes: Uint8Array, change: Change = {}): Promise<{ path: string; fonts: readonly string[]; sizes: readonly string[] }> {
  const workFolderPath = await work();
  const path = join(workFolderPath, 'source');
  await writeFile(path, bytes);
  const made = await ghostscript.distil(path, { workFolderPath, limits, mostPages: 10, isPicture: false, resolutionPpi: 150, ...change });
  const pdf = await readFile(made.path, 'latin1');
  return { path: made.path, fonts: made.replacedFonts, sizes: [...pdf.matchAll(/\/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, width, height]) => `${width}x${height}`) };
}

type As = { readonly size: readonly [number, number]; readonly ppi?: number; readonly page?: number; readonly colour?: Pixels['colour']; readonly hasAlpha?: boolean };

async function drawn(path: string, { size: [widthPt, heightPt], ppi = 72, page = 1, colour = 'rgb', hasAlpha = false }: As) {
  const [widthPx, heightPx] = [Math.ceil((widthPt * ppi) / 72), Math.ceil((heightPt * ppi) / 72)];
  await using source = await ghostscript.draw(path, page, { widthPx, heightPx, widthPt, heightPt, colour, hasAlpha }, { workFolderPath: await work(), limits });
  const components = { gray: 1, rgb: 3, cmyk: 4 }[colour] + (hasAlpha ? 1 : 0);
  const samples = source.rows(0, heightPx).slice();
  assert.deepEqual([source.widthPx, source.heightPx, source.colour, source.hasAlpha], [widthPx, heightPx, colour, hasAlpha]);
  assert.equal(samples.length, widthPx * heightPx * components);
  return (x: number, y: number): number[] => [...samples.subarray((y * widthPx + x) * components, (y * widthPx + x + 1) * components)];
}

const failure = (code: string, text = /(?:)/) => (thrown: unknown): boolean => thrown instanceof Failure && thrown.code === code && text.test(thrown.message);

const red = '1 0 0 setrgbcolor 10.5 20.5 50 25 rectfill';

test('an EPS becomes a page of the size of its fine box, whose corner is the page\'s', needs, async () => {
  const { path, sizes } = await distilled(eps([10.5, 20.5, 110.5, 70.5], red));
  assert.deepEqual(sizes, ['100x50']);
  const at = await drawn(path, { size: [100, 50] });
  assert.deepEqual([at(0, 49), at(49, 25), at(50, 49), at(0, 24)], [[255, 0, 0], [255, 0, 0], [255, 255, 255], [255, 255, 255]]);
});

test('a box that is no whole number fills the pixels, rounded up', needs, async () => {
  const { path } = await distilled(eps([0, 0, 10.2, 10.2], '0 setgray 0 0 11 11 rectfill'));
  const at = await drawn(path, { size: [10.2, 10.2], ppi: 144 });
  for (const [x, y] of [[0, 0], [20, 0], [0, 20], [20, 20]] as const) assert.deepEqual(at(x, y), [0, 0, 0], `${x} ${y}`);
});

test('a program inside of a header for DOS is found, before or behind its preview', needs, async () => {
  for (const isInFront of [true, false]) {
    const { path } = await distilled(dosEps(eps([10.5, 20.5, 110.5, 70.5], red), { kind: 'tiff', bytes: Buffer.from('%!PS no program'), isInFront }));
    assert.deepEqual((await drawn(path, { size: [100, 50] }))(0, 49), [255, 0, 0]);
  }
});

test('an EPS without a box is measured; one that paints nothing is a page', needs, async () => {
  const { sizes } = await distilled(postScript({ isEps: true, body: '0 setgray 30 40 20 10 rectfill showpage' }));
  assert.deepEqual(sizes, ['20x10']);
  const zero = await distilled(postScript({ isEps: true, comments: ['BoundingBox: 0 0 0 0'], body: '0 setgray 30 40 20 10 rectfill' }));
  assert.deepEqual(zero.sizes, ['20x10']);
  assert.equal((await distilled(postScript({ isEps: true, body: '' }))).sizes.length, 1);
});

test('a box that stands behind the drawing counts, the last one of several', needs, async () => {
  const bytes = postScript({ isEps: true, comments: ['BoundingBox: (atend)'], body: `${red}\nshowpage`, trailer: ['BoundingBox: 0 0 1 1', 'BoundingBox: 10 20 70 90'] });
  assert.deepEqual((await distilled(bytes)).sizes, ['60x70']);
});

test('an EPS is one page, whatever it shows and whichever page it asks for', needs, async () => {
  const { sizes } = await distilled(eps([0, 0, 30, 40], '<< /PageSize [ 200 200 ] >> setpagedevice showpage showpage showpage'));
  assert.deepEqual(sizes, ['30x40']);
});

test('pages of a program keep their own sizes, and the corner of a box counts on pages of its size', needs, async () => {
  const program = postScript({ comments: ['Pages: 3', 'BoundingBox: 10 10 110 60'], body: [
    '1 0 0 setrgbcolor 10 10 100 50 rectfill showpage', 'save << /PageSize [ 100 200 ] >> setpagedevice 0 0 1 setrgbcolor 0 0 100 200 rectfill showpage restore',
    '0 1 0 setrgbcolor 10 10 100 50 rectfill showpage',
  ].join('\n') });
  const { path, sizes } = await distilled(program);
  assert.deepEqual(sizes, ['100x50', '100x200', '100x50']);
  for (const [page, size, colour] of [[1, [100, 50], [255, 0, 0]], [2, [100, 200], [0, 0, 255]], [3, [100, 50], [0, 255, 0]]] as const) {
    const at = await drawn(path, { page, size });
    for (const [x, y] of [[0, 0], [size[0] - 1, size[1] - 1]] as const) assert.deepEqual(at(x, y), colour, `page ${page}`);
  }
});

test('a program with more pages than are wanted is stopped behind one more', needs, async () => {
  assert.equal((await distilled(postScript({ body: '{ showpage } loop' }), { mostPages: 3 })).sizes.length, 4);
  assert.equal((await distilled(postScript({ body: '3 { save 0 setgray 9 9 9 9 rectfill showpage restore } repeat' }), { mostPages: 3 })).sizes.length, 3);
});

test('colours come out as they were asked for', needs, async () => {
  const { path } = await distilled(eps([0, 0, 30, 10], '0 0.5 1 0.2 setcmykcolor 0 0 10 10 rectfill 0.5 setgray 10 0 10 10 rectfill'));
  const cmyk = await drawn(path, { size: [30, 10], colour: 'cmyk' });
  assert.ok(cmyk(5, 5).every((value, index) => Math.abs(value - [0, 128, 255, 51][index]!) <= 1), cmyk(5, 5).join());
  assert.deepEqual(cmyk(25, 5), [0, 0, 0, 0]);
  const gray = await drawn(path, { size: [30, 10], colour: 'gray' });
  assert.deepEqual([Math.abs(gray(15, 5)[0]! - 128) <= 1, gray(25, 5)], [true, [255]]);
});

test('what nothing is painted on is transparent, white paint is not, and edges keep their colour', needs, async () => {
  const { path } = await distilled(eps([0, 0, 40, 10], '0 1 0 0 setcmykcolor 0 0 10.5 10 rectfill 1 setgray 20 0 10 10 rectfill'));
  const rgb = await drawn(path, { size: [40, 10], hasAlpha: true });
  assert.deepEqual([rgb(5, 5)[3], rgb(25, 5), rgb(35, 5)[3]], [255, [255, 255, 255, 255], 0]);
  assert.deepEqual(rgb(10, 5).slice(0, 3), rgb(5, 5).slice(0, 3));
  assert.ok(rgb(10, 5)[3]! > 90 && rgb(10, 5)[3]! < 170, String(rgb(10, 5)[3]));
  const cmyk = await drawn(path, { size: [40, 10], hasAlpha: true, colour: 'cmyk' });
  assert.deepEqual([cmyk(5, 5), cmyk(25, 5), cmyk(35, 5)], [[0, 255, 0, 0, 255], [0, 0, 0, 0, 255], [0, 0, 0, 0, 0]]);
  assert.ok(Math.abs(cmyk(10, 5)[1]! - 255) <= 6, cmyk(10, 5).join());
  const gray = await drawn(path, { size: [40, 10], hasAlpha: true, colour: 'gray' });
  assert.deepEqual([gray(5, 5)[1], gray(25, 5), gray(35, 5)[1]], [255, [255, 255], 0]);
});

test('a picture of Photoshop comes out to the very sample at its own resolution', needs, async () => {
  const sampleAt = (x: number, y: number): number[] => [(x * 40) % 256, (y * 60) % 256, (x * y * 7) % 256, (x * 11 + y) % 100];
  for (const [colour, components] of [['rgb', 3], ['gray', 1], ['cmyk', 4]] as const) {
    const { path, sizes } = await distilled(photoshopEps({ widthPx: 12, heightPx: 9, resolutionPpi: 300, colour }, sampleAt));
    assert.deepEqual(sizes, ['2.88x2.16']);
    const at = await drawn(path, { size: [2.88, 2.16], ppi: 300, colour });
    for (let y = 0; y < 9; y++) for (let x = 0; x < 12; x++) assert.deepEqual(at(x, y), sampleAt(x, y).slice(0, components), `${colour} ${x} ${y}`);
  }
});

test('fonts that nobody has are named', needs, async () => {
  const { fonts } = await distilled(eps([0, 0, 99, 20], '/NoSuchFont findfont 12 scalefont setfont 5 5 moveto (a) show /Helvetica findfont 12 scalefont setfont (b) show'));
  assert.deepEqual(fonts, ['NoSuchFont']);
});

test('text that is smoothed has shades between black and white', needs, async () => {
  const { path } = await distilled(eps([0, 0, 40, 20], '/Helvetica findfont 12 scalefont setfont 5 5 moveto (OSO) show'));
  const at = await drawn(path, { size: [40, 20] });
  const shades = new Set(Array.from({ length: 800 }, (_, index) => at(index % 40, Math.floor(index / 40))[0]));
  assert.ok(shades.size > 5, String(shades.size));
});

test('a program that is none ends in the interpreter\'s words, and an error leaves no page', needs, async () => {
  await assert.rejects(distilled(postScript({ body: 'showpage nosuchword' })), failure('ENGINE_FAILED', /gs.*undefined in nosuchword/));
  await assert.rejects(distilled(Buffer.from('%!PS\n(never closed')), failure('ENGINE_FAILED', /gs/));
});

test('a box of too many pixels is refused before the program runs, a page of too many before it is drawn', needs, async () => {
  await assert.rejects(distilled(eps([0, 0, 30_000, 30_000], '{ } loop')), failure('PIXEL_LIMIT'));
  const { path } = await distilled(eps([0, 0, 100, 100], 'showpage'));
  await assert.rejects(drawn(path, { size: [100, 100], ppi: 2400 }), failure('PIXEL_LIMIT', /11115556/));
});

test('without the program the line says which to install', async () => {
  const nothing = openGhostscript(openEngines({ folders: [folder] }), raster);
  const path = join(await work(), 'source');
  await writeFile(path, eps([0, 0, 10, 10], 'showpage'));
  const how = { workFolderPath: folder, limits };
  await assert.rejects(nothing.distil(path, { ...how, mostPages: 10, isPicture: false, resolutionPpi: 72 }), failure('ENGINE_MISSING', /gs.*npm run engines/));
  await assert.rejects(nothing.draw(path, 1, { widthPx: 1, heightPx: 1, widthPt: 1, heightPt: 1, colour: 'rgb', hasAlpha: false }, how), failure('ENGINE_MISSING', /gs/));
});

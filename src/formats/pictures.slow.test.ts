import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { bytesSource } from './bytes.ts';
import { openBmp } from './bmp/open.ts';
import { openPict } from './pict/open.ts';
import { wholeSamples, type OpenPicture } from './picture.ts';
import { openPnm } from './pnm/open.ts';
import { openTga } from './tga/open.ts';

/* Files that ImageMagick writes are read by ImageMagick or libvips and by us: the samples must be equal. */

let folder: string;
before(async () => { folder = await mkdtemp(join(tmpdir(), 'prepress-pictures-')); });
after(() => rm(folder, { recursive: true }));

const missing = ['convert', 'vips'].filter((program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status !== 0);
const options = { skip: missing.length > 0 ? `not installed: ${missing.join(', ')}` : false };

const run = async (program: string, words: readonly string[]): Promise<Buffer> =>
  (await promisify(execFile)(program, [...words], { encoding: 'buffer', maxBuffer: 2 ** 28 })).stdout;

/** Pictures to start from; widths that are no multiple of anything. */
const sources = {
  colour: ['-size', '61x43', 'plasma:red-blue', '-depth', '8'],
  fine: ['-size', '61x43', 'plasma:green-yellow', '-depth', '16'],
  gray: ['-size', '61x43', 'plasma:', '-colorspace', 'gray', '-depth', '8'],
  alpha: ['-size', '61x43', 'plasma:red-blue', '-depth', '8', '(', '-size', '61x43', 'gradient:', ')', '-compose', 'copyopacity', '-composite'],
  indexed: ['-size', '61x43', 'plasma:red-blue', '-depth', '8', '-colors', '37', '-depth', '8', '-type', 'Palette'],
  bits: ['-size', '61x43', 'plasma:', '-monochrome'],
} as const;

type Case = readonly [source: keyof typeof sources, words: readonly string[], target: string];

/** @param tolerance Fields of few bits are stretched by repeating their bits there and by rounding here: 1 apart. */
async function compare(open: OpenPicture, [source, words, target]: Case, judge: 'magick' | 'vips' = 'magick', tolerance: 0 | 1 = 0): Promise<void> {
  const png = join(folder, `${source}.png`);
  const path = join(folder, target.replace(/^.*:/, ''));
  await run('convert', ['-seed', '7', ...sources[source], png]);
  await run('convert', [png, ...words, target.replace(/[^:]*$/, path)]);
  const picture = open(bytesSource(await readFile(path)));
  const samples = wholeSamples(picture);
  const title = `${target} of ${source}`;
  const components = `${picture.colour}${picture.hasAlpha ? 'a' : ''}`;
  const raw = join(folder, 'raw');
  const expected = judge === 'vips'
    ? (await run('vips', ['rawsave', path, raw]), await readFile(raw))
    : await run('convert', [path, '-auto-orient', '-depth', String(picture.bitsPerComponent), '-endian', 'LSB', `${components}:-`]);
  const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  assert.equal(bytes.length, expected.length, title);
  const wrong = bytes.findIndex((byte, at) => Math.abs(byte - expected[at]!) > tolerance);
  assert.equal(wrong, -1, `${title}: ${components}, byte ${wrong} is ${bytes[wrong]} and should be ${expected[wrong]}`);
}

test('BMP: every variant that ImageMagick writes', options, async () => {
  const cases: readonly Case[] = [
    ['colour', [], 'BMP2:a.bmp'], ['indexed', [], 'BMP2:b.bmp'], ['bits', [], 'BMP2:c.bmp'],
    ['colour', [], 'BMP3:d.bmp'], ['indexed', [], 'BMP3:e.bmp'], ['bits', [], 'BMP3:f.bmp'], ['indexed', ['-compress', 'RLE'], 'BMP3:g.bmp'],
    ['colour', [], 'h.bmp'], ['alpha', [], 'i.bmp'], ['indexed', ['-compress', 'RLE'], 'j.bmp'], ['gray', [], 'k.bmp'],
  ];
  for (const one of cases) await compare(openBmp, one);
  // Its fields of one or four bits of alpha it does not stretch itself.
  for (const subtype of ['RGB555', 'RGB565']) await compare(openBmp, ['colour', ['-define', `bmp:subtype=${subtype}`], `${subtype}.bmp`], 'magick', 1);
});

test('PNM: text and binary, 1 to 16 bits, read by ImageMagick and by libvips', options, async () => {
  const cases: readonly Case[] = [
    ['bits', [], 'a.pbm'], ['gray', [], 'b.pgm'], ['colour', [], 'c.ppm'], ['fine', [], 'd.ppm'], ['gray', ['-depth', '16'], 'e.pgm'],
    ['gray', ['-compress', 'none'], 'g.pgm'], ['colour', ['-compress', 'none'], 'h.ppm'], ['fine', ['-compress', 'none'], 'i.ppm'],
  ];
  for (const one of cases) {
    await compare(openPnm, one);
    await compare(openPnm, one, 'vips');
  }
  await compare(openPnm, ['bits', ['-compress', 'none'], 'f.pbm']);
  await compare(openPnm, ['alpha', [], 'j.pam']);
  await compare(openPnm, ['gray', [], 'k.pam']);
  await compare(openPnm, ['fine', [], 'l.pam']);
  await compare(openPnm, ['colour', ['-depth', '5'], 'm.ppm'], 'magick', 1);
});

test('TGA: every variant that ImageMagick writes', options, async () => {
  const cases: readonly Case[] = [
    ['colour', [], 'a.tga'], ['colour', ['-compress', 'RLE'], 'b.tga'], ['alpha', [], 'c.tga'], ['alpha', ['-compress', 'RLE'], 'd.tga'],
    ['gray', [], 'e.tga'], ['gray', ['-compress', 'RLE'], 'f.tga'], ['indexed', [], 'g.tga'], ['indexed', ['-compress', 'RLE'], 'h.tga'],
    ['bits', [], 'i.tga'], ['colour', ['-orient', 'TopLeft'], 'j.tga'], ['colour', ['-orient', 'BottomLeft', '-compress', 'RLE'], 'k.tga'],
  ];
  for (const one of cases) await compare(openTga, one);
});

test('PICT: pixel maps and direct pixels of every width at which ImageMagick sizes rows differently', options, async () => {
  for (const widthPx of [5, 9, 49, 50, 51, 61, 62, 63, 66, 67, 83, 84, 199, 200, 201, 249, 250, 251, 252, 300]) {
    for (const source of ['colour', 'indexed', 'alpha'] as const) {
      const png = join(folder, 'source.png');
      const path = join(folder, 'source.pct');
      const cut = ['-crop', `${widthPx}x7+0+0`, '+repage'];
      await run('convert', ['-seed', '7', ...sources[source], '-scale', '300x7!', ...cut, ...(source === 'indexed' ? ['-colors', '37'] : []), `PNG${source === 'indexed' ? '8' : source === 'alpha' ? '32' : '24'}:${png}`]);
      await run('convert', [png, path]);
      const picture = openPict(bytesSource(await readFile(path)));
      const expected = await run('convert', [png, '-depth', '8', picture.hasAlpha ? 'rgba:-' : 'rgb:-']);
      assert.ok(Buffer.from(wholeSamples(picture)).equals(expected), `${source} ${widthPx} pixels wide`);
      assert.equal(picture.hasAlpha, source === 'alpha');
    }
  }
});

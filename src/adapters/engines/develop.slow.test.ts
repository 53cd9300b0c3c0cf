import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { openSharpRaster } from '#adapters/sharp';
import { Failure } from '#base';
import type { Developer, Pixels, Raster, UndevelopedKind } from '#ports';
import { dngBytes } from '#test/build/dng';
import { asImage, motif, pngBytes, psnrDb } from '#test/build/images';
import { openDeveloper } from './develop.ts';
import { openEngines } from './open.ts';

let folder: string;
let raster: Raster;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prepress-develop-'));
  raster = await openSharpRaster({ threads: 1, limitPixels: 10_000_000 });
});
after(() => rm(folder, { recursive: true }));

const isThere = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' }).status === 0;
const needs = (...programs: readonly string[]): { skip: false | string } => {
  const missing = programs.filter((program) => !isThere(program));
  return { skip: missing.length > 0 && `not installed: ${missing.join(', ')}` };
};

let count = 0;
async function work(): Promise<string> {
  const path = join(folder, String(count++));
  await mkdir(path);
  return path;
}
async function file(bytes: Uint8Array, name = 'file'): Promise<string> {
  const path = join(await work(), name);
  await writeFile(path, bytes);
  return path;
}

/** A developer that finds these programs only. */
async function developerWith(...programs: readonly string[]): Promise<Developer> {
  const path = await work();
  for (const program of programs) await symlink(spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).stdout.trim(), join(path, program));
  return openDeveloper(openEngines({ folders: [path] }));
}
const limits = { timeMs: 60_000, memoryBytes: 2 ** 31, outputBytes: 2 ** 28, pixels: 1_000_000 };

async function developed(developer: Developer, path: string, kind: UndevelopedKind): Promise<{ pixels: Pixels; probe: Awaited<ReturnType<Raster['probe']>> }> {
  const result = await developer.develop(path, kind, { workFolderPath: await work(), limits });
  const probe = await raster.probe(result.path);
  return { probe: { ...probe, icc: result.icc ?? probe.icc, resolutionPpi: result.resolutionPpi === 'unknown' ? undefined : result.resolutionPpi ?? probe.resolutionPpi }, pixels: await whole(result.path) };
}

async function whole(path: string): Promise<Pixels> {
  await using source = await raster.decode(path);
  const { widthPx, heightPx, colour, hasAlpha, bitsPerComponent } = source;
  return { widthPx, heightPx, colour, hasAlpha, bitsPerComponent, samples: source.rows(0, heightPx).slice() };
}

const failure = (code: string, text = /(?:)/) => (thrown: unknown): boolean => thrown instanceof Failure && thrown.code === code && text.test(thrown.message);

function made(program: string, words: readonly string[]): void {
  const { status, stderr } = spawnSync(program, words, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}

for (const program of ['heif-convert', 'vips']) {
  test(`HEIC through ${program}: pixels, profile and 8 bits come out`, needs('heif-enc', program), async () => {
    const original = motif({ widthPx: 320, heightPx: 200 });
    const [input, target] = [await file(await asImage(original).withIccProfile('p3').png().toBuffer(), 'file.png'), join(folder, `${program}.heic`)];
    made('heif-enc', ['-q', '95', '-o', target, input]);
    const { probe, pixels } = await developed(await developerWith(program), target, 'heic');
    assert.deepEqual([probe.widthPx, probe.heightPx, probe.colour, probe.bitsPerComponent, probe.hasAlpha], [320, 200, 'rgb', 8, false]);
    assert.deepEqual(Buffer.from(probe.icc!).toString('latin1').slice(36, 40), 'acsp');
    const values = await whole(input);
    assert.ok(psnrDb(pixels.samples, values.samples) > 35, `${psnrDb(pixels.samples, values.samples)} dB`);
  });
}

test('HEIC: EXIF and resolution are kept, but its orientation no longer counts', needs('heif-enc', 'heif-convert'), async () => {
  const jpeg = await asImage(motif({ widthPx: 64, heightPx: 32 })).withExif({ IFD0: { Make: 'Maker' } }).withMetadata({ orientation: 6, density: 240 }).jpeg().toBuffer();
  const [input, target] = [await file(jpeg, 'file.jpg'), join(folder, 'turned.heic')];
  made('heif-enc', ['-o', target, input]);
  const { probe } = await developed(await developerWith('heif-convert'), target, 'heic');
  assert.deepEqual([probe.widthPx, probe.heightPx, probe.orientation, probe.resolutionPpi], [64, 32, 1, 240]);
  assert.ok(probe.exif);
});

test('HEIC of ten bits becomes 16, and alpha stays', needs('heif-enc', 'heif-convert'), async () => {
  const developer = await developerWith('heif-convert');
  const deep = join(folder, 'deep.heic');
  made('heif-enc', ['-b', '10', '-o', deep, await file(await pngBytes({ widthPx: 64, heightPx: 48, bits: 16 }), 'file.png')]);
  assert.equal((await developed(developer, deep, 'heic')).probe.bitsPerComponent, 16);
  const clear = join(folder, 'clear.heic');
  made('heif-enc', ['-o', clear, await file(await pngBytes({ widthPx: 64, heightPx: 48, hasAlpha: true }), 'file.png')]);
  assert.equal((await developed(developer, clear, 'heic')).probe.hasAlpha, true);
});

for (const program of ['opj_decompress', 'vips']) {
  test(`JPEG 2000 through ${program}: lossless files come out to the very sample, as file and as codestream`, needs('opj_compress', program), async () => {
    const developer = await developerWith(program);
    for (const picture of [{ colour: 'rgb', bits: 8 }, { colour: 'gray', bits: 8 }, { colour: 'rgb', bits: 16 }] as const) {
      const original = motif({ widthPx: 61, heightPx: 43, ...picture });
      const input = await file(await pngBytes({ widthPx: 61, heightPx: 43, ...picture }), 'file.png');
      for (const extension of ['jp2', 'j2k']) {
        const target = `${input}.${extension}`;
        made('opj_compress', ['-i', input, '-o', target]);
        const { probe, pixels } = await developed(developer, target, 'jp2');
        assert.deepEqual([probe.widthPx, probe.heightPx, probe.colour, probe.bitsPerComponent], [61, 43, picture.colour, picture.bits]);
        assert.equal(probe.resolutionPpi, undefined);
        assert.deepEqual(pixels.samples, original.samples, `${picture.colour} ${picture.bits} ${extension}`);
      }
    }
  });
}

for (const program of ['dcraw_emu', 'dcraw']) {
  test(`camera raw through ${program}: colours are developed and the picture stands upright`, needs(program), async () => {
    const colours = (x: number): readonly [number, number, number] => (x < 100 ? [60_000, 2000, 2000] : [2000, 2000, 60_000]);
    const developer = await developerWith(program);
    const { probe, pixels } = await developed(developer, await file(dngBytes(200, 120, colours)), 'raw');
    assert.deepEqual([probe.widthPx, probe.heightPx, probe.colour, probe.bitsPerComponent, probe.resolutionPpi], [200, 120, 'rgb', 8, undefined]);
    const at = (x: number, y: number): number[] => [...pixels.samples.subarray((y * 200 + x) * 3, (y * 200 + x) * 3 + 3)];
    const [left, right] = [at(40, 60), at(160, 60)];
    assert.ok(left[0]! > 150 && left[0]! > 2 * left[2]! && right[2]! > 150 && right[2]! > 2 * right[0]!, `${left.join()} ${right.join()}`);
    const turned = await developed(developer, await file(dngBytes(200, 120, colours, 6)), 'raw');
    assert.deepEqual([turned.probe.widthPx, turned.probe.heightPx, turned.probe.orientation], [120, 200, 1]);
  });
}

test('without the program the line says which to install', async () => {
  const developer = await developerWith();
  const path = await file(Buffer.from('anything'));
  for (const [kind, program] of [['heic', /heif-convert/], ['jp2', /opj_decompress/], ['raw', /dcraw_emu/]] as const) {
    await assert.rejects(developer.develop(path, kind, { workFolderPath: await work(), limits }), failure('ENGINE_MISSING', program));
    await assert.rejects(developer.develop(path, kind, { workFolderPath: await work(), limits }), failure('ENGINE_MISSING', /npm run engines/));
  }
});

test('a file that the program cannot read fails in its words and leaves nothing', needs('opj_decompress'), async () => {
  const developer = await developerWith('opj_decompress');
  const path = await file(Buffer.concat([Buffer.from('\0\0\0\x0cjP  \r\n\x87\n', 'latin1'), Buffer.alloc(100)]));
  const workFolderPath = await work();
  await assert.rejects(developer.develop(path, 'jp2', { workFolderPath, limits }), failure('ENGINE_FAILED', /opj_decompress/));
  assert.deepEqual(await readdir(workFolderPath), []);
});

test('too many pixels are refused before a program is asked', needs('opj_compress', 'heif-enc'), async () => {
  const input = await file(await sharp({ create: { width: 1200, height: 1000, channels: 3, background: 'red' } }).png().toBuffer(), 'file.png');
  const nothing = await developerWith();
  made('opj_compress', ['-i', input, '-o', `${input}.jp2`]);
  made('opj_compress', ['-i', input, '-o', `${input}.j2k`]);
  made('heif-enc', ['-o', `${input}.heic`, input]);
  for (const [kind, extension] of [['jp2', 'jp2'], ['jp2', 'j2k'], ['heic', 'heic']] as const) {
    await assert.rejects(nothing.develop(`${input}.${extension}`, kind, { workFolderPath: folder, limits }), failure('PIXEL_LIMIT', /1200000/));
  }
});

test('JPEG 2000 with a profile keeps it through libvips, which is asked first; OpenJPEG converts to sRGB', needs('vips', 'opj_compress'), async () => {
  const original = motif({ widthPx: 32, heightPx: 32 });
  const tagged = await asImage(original).withIccProfile('p3').png().toBuffer();
  const icc = (await sharp(tagged).metadata()).icc!;
  const input = await file(await asImage(original).png().toBuffer(), 'file.png');
  made('opj_compress', ['-i', input, '-o', `${input}.jp2`]);
  const path = await file(withProfile(await readFile(`${input}.jp2`), icc));
  const { probe, pixels } = await developed(openDeveloper(openEngines()), path, 'jp2');
  assert.deepEqual(Buffer.from(probe.icc!), icc);
  assert.deepEqual(pixels.samples, original.samples);
  const converted = await developed(await developerWith('opj_decompress'), path, 'jp2');
  assert.equal(converted.probe.icc, undefined);
});

/** Replaces the colour box of a JP2 file by one with a profile. @source ISO/IEC 15444-1 annex I.5.3.3 */
function withProfile(jp2: Buffer, icc: Buffer): Buffer {
  const [header, colour] = [jp2.indexOf('jp2h') - 4, jp2.indexOf('colr') - 4];
  const colourBytes = jp2.readUInt32BE(colour);
  const box = Buffer.concat([Buffer.alloc(4), Buffer.from('colr'), Buffer.of(2, 0, 0), icc]);
  box.writeUInt32BE(box.length, 0);
  const result = Buffer.concat([jp2.subarray(0, colour), box, jp2.subarray(colour + colourBytes)]);
  result.writeUInt32BE(jp2.readUInt32BE(header) + box.length - colourBytes, header);
  return result;
}

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openHarfbuzzFonts } from '#adapters/harfbuzz';
import { openLcmsColour } from '#adapters/lcms';
import { openSharpView } from '#adapters/sharp';
import type { Asset } from '#library';
import type { Pixels, View } from '#ports';
import sharp from 'sharp';
import { assetOf, buildPicture, paint, specimens, temporaryFolder } from '#test/build/pyramids';
import { cmykProfile } from '#test/build/profiles';
import { publishedProfile } from '#formats';
import { builtInProfiles, publishedRef, type ColourProfiles } from './colour/profiles.ts';
import { makeRecipe } from './recipe.ts';
import { understandAlone } from './understand.ts';
import { draw, render } from './render.ts';
import { mergeRequest, type PictureKind } from './request.ts';
import { readImageServing } from './settings.ts';

const serving = readImageServing();
const assets = new Map<string, Asset>();
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let view: View;
const colour = openLcmsColour();
const fonts = openHarfbuzzFonts();
/** As the door finds them where nobody set anything. */
let profiles: ColourProfiles;

/** A paint with every pixel its own, so that shifts show. */
const ramp = () => paint(64, 48, 'rgb', false, (x, y) => [x * 4, y * 5, (x + y) * 2]);
const disc = () => paint(256, 256, 'rgb', true, (x, y) => (Math.hypot(x - 127.5, y - 127.5) < 100 ? [255, 0, 0, 255] : [0, 0, 0, 0]));
const inks = () => paint(300, 200, 'cmyk', false, (x) => (x < 150 ? [255, 0, 0, 0] : [0, 0, 0, 255]));

before(async () => {
  folder = await temporaryFolder();
  view = await openSharpView({ threads: 1, timeLimitSeconds: 30 });
  const cmyk = { name: 'CMYK', colour: 'cmyk' as const, content: { blobId: join(folder.path, 'cmyk.icc') } };
  await writeFile(cmyk.content.blobId, await cmykProfile());
  profiles = { ...builtInProfiles, input: { ...builtInProfiles.input, cmyk }, output: { ...builtInProfiles.output, cmyk } };
  const adobe = (await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } }).withIccProfile('p3').png().toBuffer());
  const p3 = (await sharp(adobe).metadata()).icc!;
  const pictures: Record<string, [Pixels, { icc?: Uint8Array; iccName?: string }?]> = {
    ...Object.fromEntries(Object.entries(specimens).map(([name, make]) => [name, [make()] as [Pixels]])),
    ramp: [ramp()], disc: [disc()], inks: [inks()],
    p3: [paint(300, 200, 'rgb', false, () => [200, 100, 50]), { icc: p3, iccName: 'sP3C' }],
  };
  for (const [name, [pixels, options]] of Object.entries(pictures)) {
    const built = await buildPicture(folder.path, name, pixels, options);
    assets.set(name, assetOf(name, { image: built.image, optimizedBlobId: built.optimizedPath, maskBlobId: built.maskPath }));
  }
});
after(() => folder.remove());

const blobs = { localFile: async (path: string) => path };

async function pixelsOf(object: string, query: string, kind: PictureKind = 'img', change: Partial<Asset> = {}): Promise<{ pixels: Pixels; at: (x: number, y: number) => readonly number[] }> {
  const asset = { ...assets.get(object)!, ...change };
  const pixels = await draw(makeRecipe(understandAlone(mergeRequest(query, asset, `Co/${object}`), asset), kind, serving, profiles), { blobs, view, colour, fonts });
  const components = pixels.samples.length / (pixels.widthPx * pixels.heightPx);
  return { pixels, at: (x, y) => [...pixels.samples.subarray((y * pixels.widthPx + x) * components, (y * pixels.widthPx + x + 1) * components)] };
}

function near(found: readonly number[], expected: readonly number[], most = 2): void {
  assert.equal(found.length, expected.length);
  for (const [index, value] of expected.entries()) assert.ok(Math.abs(found[index]! - value) <= most, `expected ${expected} ± ${most}, found ${found}`);
}

function size(pixels: Pixels): string {
  return `${pixels.widthPx}×${pixels.heightPx}`;
}

test('acceptance 1: without any size a picture fits the default limit', async () => {
  const { pixels } = await pixelsOf('g', '');
  assert.equal(size(pixels), '400×267');
});

test('acceptance 2: fit pads with white and reads the level just above', async () => {
  const { pixels, at } = await pixelsOf('g', 'wid=400&hei=400&fmt=png');
  assert.equal(size(pixels), '400×400');
  assert.deepEqual(at(200, 10), [255, 255, 255]);
  assert.deepEqual(at(200, 65), [255, 255, 255]);
  near(at(200, 66), [128, 0, 128]);
  near(at(200, 332), [128, 255, 128]);
  assert.deepEqual(at(200, 333), [255, 255, 255]);
  near(at(200, 200), [128, 128, 128]);
});

test('acceptance 3: align and bgc', async () => {
  const { at } = await pixelsOf('g', 'wid=400&hei=400&align=-1,-1&bgc=214,245,130&fmt=png');
  near(at(0, 0), [0, 0, 128]);
  near(at(399, 266), [255, 255, 128]);
  assert.deepEqual(at(10, 390), [214, 245, 130]);
});

test('acceptance 4 to 6: crop, constrain, stretch', async () => {
  const crop = await pixelsOf('g', 'wid=400&hei=400&fit=crop&fmt=png');
  near(crop.at(0, 200), [43, 128, 128]);
  near(crop.at(399, 200), [212, 128, 128]);
  assert.equal(size((await pixelsOf('g', 'wid=400&hei=400&fit=constrain')).pixels), '400×267');
  near((await pixelsOf('g', 'wid=400&hei=400&fit=stretch&fmt=png')).at(399, 399), [255, 255, 128]);
});

test('acceptance 7 and 8: a small picture is padded, not enlarged, unless asked', async () => {
  const { at } = await pixelsOf('w', 'wid=400&hei=400&fmt=png');
  assert.deepEqual(at(0, 0), [255, 255, 255]);
  assert.deepEqual(at(50, 100), [200, 100, 50]);
  assert.deepEqual(at(349, 299), [200, 100, 50]);
  assert.deepEqual(at(350, 300), [255, 255, 255]);
  for (const [query, expected] of [['wid=600', '600×400'], ['wid=600&fit=constrain', '300×200'], ['wid=600&fit=constrain,1', '600×400']] as const) {
    assert.equal(size((await pixelsOf('w', query)).pixels), expected);
  }
});

test('acceptance 9: scl', async () => {
  assert.equal(size((await pixelsOf('g', 'scl=4')).pixels), '750×500');
  assert.equal(size((await pixelsOf('g', 'scl=1')).pixels), '3000×2000');
  await assert.rejects(pixelsOf('g', 'scl=0.5'), { code: 'DELIVERY_TOO_LARGE' });
});

test('acceptance 10 to 13: crop, cropN, crop beyond the edge, rgn', async () => {
  const crop = await pixelsOf('g', 'crop=1000,500,600,400&scl=1&fmt=png');
  assert.equal(size(crop.pixels), '600×400');
  assert.deepEqual(crop.at(0, 0), [85, 63, 128]);
  assert.equal(size((await pixelsOf('g', 'cropN=0.1,0,0.8,1&wid=240')).pixels), '240×200');
  const beyond = await pixelsOf('w', 'crop=-50,0,400,200&bgColor=0,0,255&scl=1&fmt=png');
  assert.equal(size(beyond.pixels), '400×200');
  assert.deepEqual(beyond.at(49, 0), [0, 0, 255]);
  assert.deepEqual(beyond.at(50, 0), [200, 100, 50]);
  assert.deepEqual(beyond.at(350, 0), [0, 0, 255]);
  const region = await pixelsOf('g', 'rgn=600,400,900,600&wid=300&fmt=png');
  assert.equal(size(region.pixels), '300×200');
  near(region.at(0, 0), [51, 51, 128]);
});

test('acceptance 14: strips cut by rect join to the whole', async () => {
  const whole = await pixelsOf('g', 'scl=1');
  const strips = await Promise.all([0, 500, 1000, 1500].map((y) => pixelsOf('g', `scl=1&rect=0,${y},3000,500`)));
  assert.deepEqual(Buffer.concat(strips.map(({ pixels }) => Buffer.from(pixels.samples))), Buffer.from(whole.pixels.samples));
});

test('tiles of a reduced view join without a seam', async () => {
  const whole = await pixelsOf('g', 'wid=700');
  const rowOf = (pixels: Pixels, row: number) => pixels.samples.subarray(row * pixels.widthPx * 3, (row + 1) * pixels.widthPx * 3);
  const tile = await pixelsOf('g', 'wid=700&rect=256,128,256,256');
  for (let row = 0; row < 256; row++) {
    const expected = rowOf(whole.pixels, 128 + row).subarray(256 * 3, 512 * 3);
    for (const [index, value] of rowOf(tile.pixels, row).entries()) assert.ok(Math.abs(value - expected[index]!) <= 1, `row ${row}`);
  }
});

test('acceptance 15: requests that make no sense', async () => {
  for (const [query, kind] of [['fit=crop', 'img'], ['fit=fit', 'tmb'], ['wid=0', 'img'], ['wid=abc', 'img'], ['crop=0,0,0,5', 'img'], ['scl=-1', 'img'], ['fmt=bmp', 'img'], ['flip=up', 'img'], ['bgc=red', 'img']] as const) {
    await assert.rejects(pixelsOf('w', query, kind), { code: 'DELIVERY_BAD_REQUEST' }, query);
  }
});

test('acceptance 16 and 17: alpha is flattened, kept, or shown as a mask', async () => {
  assert.deepEqual((await pixelsOf('h', 'fmt=png&scl=1')).at(50, 25), [255, 127, 127]);
  const kept = await pixelsOf('h', 'fmt=png-alpha&scl=1');
  assert.deepEqual(kept.at(50, 25), [255, 0, 0, 128]);
  assert.deepEqual((await pixelsOf('h', 'scl=1&fmt=png', 'mask')).at(50, 25), [128]);
  assert.deepEqual((await pixelsOf('w', 'scl=1&fmt=png', 'mask')).at(50, 25), [255]);
});

test('acceptance 18: flip', async () => {
  const flipped = await pixelsOf('marked', 'flip=lr&fmt=png');
  assert.deepEqual(flipped.at(299, 100), [0, 255, 0]);
  assert.deepEqual(flipped.at(0, 100), [200, 100, 50]);
});

test('acceptance 20: extend with bgColor', async () => {
  const { pixels, at } = await pixelsOf('w', 'size=100,100&extend=10,10,10,10&bgColor=255,0,0&scl=1&fmt=png');
  assert.equal(size(pixels), '120×87');
  assert.deepEqual(at(0, 0), [255, 0, 0]);
  assert.deepEqual(at(60, 43), [200, 100, 50]);
  assert.deepEqual(at(109, 76), [200, 100, 50]);
  assert.deepEqual(at(110, 77), [255, 0, 0]);
});

test('acceptance 51: thumbnails fit or fill', async () => {
  const fitted = await pixelsOf('g', 'wid=64&hei=64&fmt=png', 'tmb');
  assert.equal(size(fitted.pixels), '64×64');
  assert.deepEqual(fitted.at(32, 9), [255, 255, 255]);
  near(fitted.at(32, 10), [129, 3, 128], 4);
  near(fitted.at(32, 52), [129, 252, 128], 4);
  assert.deepEqual(fitted.at(32, 53), [255, 255, 255]);
  const asset = assets.get('g')!;
  const recipe = makeRecipe(understandAlone(mergeRequest('wid=64&hei=64', asset, 'Co/g'), asset), 'tmb', { ...serving, thumbType: 1 });
  assert.deepEqual(recipe.drawing.kind === 'straight' && recipe.drawing.layer.image?.keep, { xPx: 16, yPx: 0, widthPx: 64, heightPx: 64 });
});

test('acceptance 53: dpr multiplies the view', async () => {
  assert.equal(size((await pixelsOf('g', 'wid=816&hei=544&dpr=on,2')).pixels), '1632×1088');
});

test('pixels are exact where nothing is scaled, flipped both ways too', async () => {
  const { at } = await pixelsOf('ramp', 'scl=1&crop=10,5,20,10&flip=lrud&fmt=png');
  assert.deepEqual(at(0, 0), [29 * 4, 14 * 5, (29 + 14) * 2]);
  assert.deepEqual(at(19, 9), [10 * 4, 5 * 5, (10 + 5) * 2]);
});

test('what is asked to be transparent stays so, and edges do not darken', async () => {
  const { pixels, at } = await pixelsOf('disc', 'wid=100&fmt=png-alpha');
  assert.deepEqual(at(0, 0)[3], 0);
  assert.deepEqual(at(50, 50), [255, 0, 0, 255]);
  for (let at = 0; at < pixels.samples.length; at += 4) {
    const [r, g, b, alpha] = pixels.samples.subarray(at, at + 4);
    if (alpha! > 16) assert.ok(r! >= 240 && g! <= 15 && b! <= 15, `edge pixel ${r},${g},${b},${alpha}`);
  }
});

test('CMYK becomes light, or stays ink when asked', async () => {
  const shown = await pixelsOf('inks', 'wid=150&fmt=png');
  const [r, g, b] = shown.at(20, 50);
  assert.ok(r! < 90 && g! > 120 && b! > 180, `cyan shows as ${r},${g},${b}`);
  assert.ok(shown.at(130, 50).every((value) => value < 80), `black shows as ${shown.at(130, 50)}`);
  near((await pixelsOf('inks', 'wid=150&fmt=tif,cmyk')).at(20, 50), [255, 0, 0, 0]);
});

test('RGB with a profile of its own is converted to sRGB on every level', async () => {
  const reduced = (await pixelsOf('p3', 'wid=75')).at(30, 20);
  const whole = (await pixelsOf('p3', 'scl=1')).at(30, 20);
  near(reduced, whole, 1);
  assert.ok(whole[0]! > 205 && whole[1]! < 100, `Display P3 shows as ${whole}`);
});

test('every kind of pyramid shows the same colour in 8 and 16 bits, with and without alpha, whole and reduced', async () => {
  const colours = { gray: [90], rgb: [200, 100, 50], cmyk: [10, 200, 30, 40] } as const;
  for (const [colour, hasAlpha] of (['gray', 'rgb', 'cmyk'] as const).flatMap((one) => [[one, false], [one, true]] as const)) {
    const narrow = paint(300, 200, colour, hasAlpha, (x) => [...colours[colour], ...(hasAlpha ? [x < 150 ? 255 : 128] : [])]);
    const wide: Pixels = { ...narrow, bitsPerComponent: 16, samples: Uint16Array.from(narrow.samples, (value) => value * 257) };
    for (const pixels of [narrow, wide]) {
      const name = `${colour}${hasAlpha}${pixels.bitsPerComponent}`;
      const built = await buildPicture(folder.path, name, pixels);
      assets.set(name, assetOf(name, { image: built.image, optimizedBlobId: built.optimizedPath, maskBlobId: built.maskPath }));
      const shown = { gray: [90, 90, 90], rgb: [200, 100, 50], cmyk: [195, 69, 123] }[colour]; // the last as transicc has it: relative colorimetric, black point compensated
      for (const query of ['scl=1', 'wid=75', 'wid=600', 'scl=1&crop=3,3,290,190']) {
        const { pixels: drawn, at } = await pixelsOf(name, `${query}&fmt=png-alpha`);
        const row = drawn.heightPx >> 1;
        near(at(drawn.widthPx >> 3, row), [...shown, 255], 2);
        near(at(drawn.widthPx - (drawn.widthPx >> 3), row), [...shown, hasAlpha ? 128 : 255], 2);
      }
      near((await pixelsOf(name, 'wid=75&fmt=png', 'mask')).at(70, 25), [hasAlpha ? 128 : 255], 1);
      if (colour === 'cmyk') near((await pixelsOf(name, 'wid=75&fmt=tif,cmyk')).at(5, 25), colours.cmyk, 1);
    }
  }
});

test('gray replies of colour use the documented weights', async () => {
  near((await pixelsOf('w', 'fmt=png,gray')).at(10, 10), [Math.round(0.299 * 200 + 0.587 * 100 + 0.114 * 50)], 0);
  near((await pixelsOf('k', 'fmt=png')).at(10, 10), [90, 90, 90], 0);
});

test('every format is what it says, at the size and density asked', async () => {
  const asset = assets.get('w')!;
  for (const [query, format, density] of [
    ['fmt=jpeg', 'jpeg', 72], ['fmt=pjpeg&printRes=150', 'jpeg', 150], ['fmt=png&printRes=300', 'png', 300], ['fmt=png-alpha', 'png', 72],
    ['fmt=webp', 'webp', undefined], ['fmt=avif', 'heif', undefined],
    ['fmt=tif&printRes=300', 'tiff', 300], ['fmt=tif,,jpeg', 'tiff', 72], ['fmt=tif-alpha,,zip', 'tiff', 72], ['fmt=jpeg,cmyk', 'jpeg', 72], ['fmt=jpeg,gray', 'jpeg', 72],
  ] as const) {
    const bytes = await render(makeRecipe(understandAlone(mergeRequest(`wid=200&${query}`, asset, 'Co/w'), asset), 'img', serving, profiles), { blobs, view, colour, fonts });
    const metadata = await sharp(bytes).metadata();
    assert.deepEqual([metadata.format, metadata.width, metadata.height, metadata.density], [format, 200, 133, density], query);
    assert.equal(metadata.hasAlpha, query.includes('-alpha'), query);
    assert.equal(metadata.space, query.includes('cmyk') ? 'cmyk' : query.includes('gray') ? 'b-w' : 'srgb', query);
    if (format === 'jpeg') assert.equal(metadata.isProgressive, query.includes('pjpeg'));
  }
});

test('WebP keeps alpha when asked', async () => {
  const asset = assets.get('h')!;
  for (const [format, hasAlpha] of [['webp', false], ['webp-alpha,,lossless', true], ['web-alpha', true], ['avif-alpha', true]] as const) {
    const bytes = await render(makeRecipe(understandAlone(mergeRequest(`scl=1&fmt=${format}`, asset, 'Co/h'), asset), 'img', serving, profiles), { blobs, view, colour, fonts });
    assert.equal((await sharp(bytes).metadata()).hasAlpha, hasAlpha, format);
  }
});

test('a lossless WebP is without loss, and qlt chooses chroma', async () => {
  const asset = assets.get('w')!;
  const bytes = await render(makeRecipe(understandAlone(mergeRequest('wid=200&fmt=webp,,lossless', asset, ''), asset), 'img', serving, profiles), { blobs, view, colour, fonts });
  assert.deepEqual([...(await sharp(bytes).raw().toBuffer()).subarray(0, 3)], [200, 100, 50]);
  for (const [qlt, chroma] of [['90,1', '4:4:4'], ['90,0', '4:2:0'], ['90', '4:2:0']]) {
    const jpeg = await render(makeRecipe(understandAlone(mergeRequest(`wid=200&qlt=${qlt}`, asset, ''), asset), 'img', serving, profiles), { blobs, view, colour, fonts });
    assert.equal((await sharp(jpeg).metadata()).chromaSubsampling, chroma);
  }
});

test('bgColor shows through what is partly transparent, and bgc through both', async () => {
  near((await pixelsOf('h', 'scl=1&bgColor=0,0,255&fmt=png-alpha')).at(5, 5), [128, 0, 127, 255], 1);
  near((await pixelsOf('h', 'scl=1&bgColor=0,0,255,0&bgc=0,255,0&fmt=png')).at(5, 5), [128, 127, 0], 1);
});

test('a reply is in the profile asked for, and carries it where the format can', async () => {
  const asset = assets.get('p3')!;
  const replyTo = async (query: string): Promise<{ readonly icc: Buffer | undefined; readonly colour: readonly number[] }> => {
    const requested = publishedRef(query.includes('AdobeRGB') ? 'AdobeRGB' : query.includes('GrayGamma22') ? 'GrayGamma22' : 'none');
    const recipe = makeRecipe(understandAlone(mergeRequest(query, asset, ''), asset), 'img', serving, { ...profiles, requested });
    const bytes = await render(recipe, { blobs, view, colour, fonts });
    const { icc } = await sharp(bytes).metadata();
    const { data } = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer({ resolveWithObject: true });
    return { icc, colour: [...data.subarray(0, recipe.format.colour === 'gray' ? 1 : 3)] };
  };
  const adobe = Buffer.from(publishedProfile('AdobeRGB'));
  for (const format of ['png', 'png-alpha', 'jpeg', 'webp,rgb,lossless', 'webp-alpha,rgb,lossless', 'tif', 'tif-alpha', 'avif,rgb,lossless']) {
    const embedded = await replyTo(`wid=60&icc=AdobeRGB&iccEmbed=1&fmt=${format}&qlt=100,1`);
    assert.deepEqual(embedded.icc, adobe, format);
    const bare = await replyTo(`wid=60&icc=AdobeRGB&fmt=${format}&qlt=100,1`);
    // avif tells sRGB by itself.
    if (!format.startsWith('avif')) assert.equal(bare.icc, undefined, format);
    // As transicc has it.
    near(embedded.colour, [189, 93, 41], 2);
    near(bare.colour, [189, 93, 41], 2);
  }
  assert.deepEqual((await replyTo('wid=60&iccEmbed=true')).icc, Buffer.from(publishedProfile('sRGB')));
  const gray = await replyTo('wid=60&icc=GrayGamma22&iccEmbed=1&fmt=png,gray');
  assert.deepEqual(gray.icc, Buffer.from(publishedProfile('GrayGamma22')));
});

test('CMYK replies of RGB go through the profile for CMYK, and TIFF and JPEG carry it', async () => {
  const asset = assets.get('w')!;
  for (const format of ['tif,cmyk', 'jpeg,cmyk']) {
    const bytes = await render(makeRecipe(understandAlone(mergeRequest(`wid=100&fmt=${format}&iccEmbed=1&qlt=100,1`, asset, ''), asset), 'img', serving, profiles), { blobs, view, colour, fonts });
    const { space, icc } = await sharp(bytes).metadata();
    assert.equal(space, 'cmyk');
    assert.deepEqual(icc, Buffer.from(await cmykProfile()));
  }
  near((await pixelsOf('w', 'wid=50&fmt=tif,cmyk')).at(5, 5), [0, 151, 212, 47], 1); // as transicc has it
});

test('an image whose own profile cannot be read is shown as one without', async () => {
  const pixels = paint(40, 30, 'rgb', false, () => [200, 100, 50]);
  const broken = publishedProfile('ProPhoto').slice(0, 400);
  const built = await buildPicture(folder.path, 'broken-profile', pixels, { icc: broken, iccName: 'ProPhoto RGB' });
  assets.set('broken-profile', assetOf('broken-profile', { image: built.image, optimizedBlobId: built.optimizedPath, maskBlobId: undefined }));
  near((await pixelsOf('broken-profile', 'wid=20&fmt=png')).at(5, 5), [200, 100, 50], 0);
});

test('dithering spreads what 8 bits cannot hold, and keeps the mean', async () => {
  const samples = async (dither: 0 | 1): Promise<readonly number[]> => {
    const asset = assets.get('p3')!;
    const recipe = makeRecipe(understandAlone(mergeRequest(`wid=64&fmt=png&icc=ProPhoto,relative,1,${dither}`, asset, ''), asset), 'img', serving, { ...profiles, requested: publishedRef('ProPhoto') });
    return [...(await draw(recipe, { blobs, view, colour, fonts })).samples];
  };
  const [plain, dithered] = [await samples(0), await samples(1)];
  assert.equal(new Set(plain).size, 3);
  assert.ok(new Set(dithered).size > 3 && dithered.every((sample, at) => Math.abs(sample - plain[at]!) <= 1));
});

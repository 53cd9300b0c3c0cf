import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Pixels } from '#ports';
import { paint, temporaryFolder } from '#test/build/pyramids';
import { openGallery } from '#test/build/renderings';

const hasMagick = spawnSync('convert', ['-version']).status === 0;

const waves = (phase: number, hasAlpha: boolean) => paint(120, 90, 'rgb', hasAlpha, (x, y) => [
  ...[0, 2, 4].map((component) => Math.round(127.5 + 127.5 * Math.sin(x / 13 + component + phase) * Math.cos(y / 17 - phase))),
  ...(hasAlpha ? [Math.round(127.5 + 127.5 * Math.sin(x / 9 - phase) * Math.sin(y / 11))] : []),
]);

/** The largest and the mean difference of all components. ImageMagick cuts off what 8 bits cannot hold where we round, so that
 *  half of them differ by 1. */
function differenceOf(ours: Pixels, theirs: Uint8Array): { readonly most: number; readonly mean: number } {
  assert.equal(theirs.length, ours.samples.length);
  let [most, sum] = [0, 0];
  for (let at = 0; at < theirs.length; at++) {
    const difference = Math.abs(theirs[at]! - ours.samples[at]!);
    most = Math.max(most, difference);
    sum += difference;
  }
  return { most, mean: sum / theirs.length };
}

async function withPictures(context: TestContext, work: (gallery: Awaited<ReturnType<typeof openGallery>>, magick: (...words: string[]) => Uint8Array) => Promise<void>): Promise<void> {
  if (!hasMagick) return context.skip('ImageMagick is not installed (npm run engines)');
  const [gallery, folder] = await Promise.all([openGallery(), temporaryFolder()]);
  try {
    for (const [name, pixels] of [['below', waves(0, false)], ['above', waves(1, true)]] as const) {
      await gallery.add(name, pixels);
      writeFileSync(join(folder.path, `${name}.raw`), pixels.samples);
    }
    const input = (name: string): string[] => ['-size', '120x90', '-depth', '8', `${name === 'above' ? 'rgba' : 'rgb'}:${join(folder.path, `${name}.raw`)}`];
    await work(gallery, (...words) => execFileSync('convert', words.flatMap((word) => (word === 'below' || word === 'above' ? input(word) : [word])), { maxBuffer: 1e9 }));
  } finally {
    await Promise.all([gallery.close(), folder.remove()]);
  }
}

test('blend modes are those of ImageMagick, whatever the alpha', (context) => withPictures(context, async (gallery, magick) => {
  for (const [mode, operator] of [['norm', 'over'], ['mult', 'multiply'], ['screen', 'screen'], ['lighten', 'lighten'], ['darken', 'darken']] as const) {
    const { pixels } = await gallery.draw(`below?layer=1&src=Co/above&blendMode=${mode}&fmt=png&scl=1`);
    const { most, mean } = differenceOf(pixels, magick('below', 'above', '-compose', operator, '-composite', '-depth', '8', 'rgb:-'));
    context.diagnostic(`${mode}: ${most}, mean ${mean.toFixed(3)}`);
    assert.ok(most <= 1, `${mode}: ${most}`);
  }
}));

test('turned by any angle, a picture lies where ImageMagick has it', (context) => withPictures(context, async (gallery, magick) => {
  for (const angle of [30, -20, 45, 137]) {
    const { pixels, size } = await gallery.draw(`below?layer=0&rotate=${angle}&fmt=png&scl=1&bgc=0,0,0`);
    const [width, height] = size.split('×').map(Number) as [number, number];
    // Seen through a window of whole pixels, in which our centre lies where it does with us.
    const [left, top] = [Math.round(60 - width / 2), Math.round(45 - height / 2)];
    const window = `distort:viewport=${width}x${height}${signed(left)}${signed(top)}`;
    const theirs = magick('below', '-virtual-pixel', 'black', '-interpolate', 'bilinear', '-background', 'black', '-define', window,
      '-distort', 'SRT', `60,45 1 ${angle} ${left + width / 2},${top + height / 2}`, '+repage', '-depth', '8', 'rgb:-');
    const { mean } = differenceOf(pixels, theirs);
    context.diagnostic(`${angle}°: ${size}, mean ${mean.toFixed(3)}`);
    assert.ok(mean <= 1, `${angle}: ${mean}`);
  }
}));

function signed(offset: number): string {
  return `${offset < 0 ? '' : '+'}${offset}`;
}

test('op_blur is a Gaussian of half its radius', (context) => withPictures(context, async (gallery, magick) => {
  for (const radius of [4, 9, 20, 50]) {
    const { pixels } = await gallery.draw(`below?op_blur=${radius}&fmt=png&scl=1`);
    const { most, mean } = differenceOf(pixels, magick('below', '-virtual-pixel', 'edge', '-gaussian-blur', `${radius * 2}x${radius / 2}`, '-depth', '8', 'rgb:-'));
    context.diagnostic(`${radius}: ${most}, mean ${mean.toFixed(3)}`);
    assert.ok(most <= 2, `${radius}: ${most}`);
  }
}));

test('growing is a dilation by a disc, shrinking an erosion', (context) => withPictures(context, async (gallery, magick) => {
  for (const [radius, method] of [[3, 'Dilate'], [-3, 'Erode'], [7, 'Dilate']] as const) {
    const { pixels } = await gallery.draw(`below?op_grow=${radius}&fmt=png&scl=1`);
    const { most } = differenceOf(pixels, magick('below', '-virtual-pixel', 'edge', '-morphology', method, `Disk:${Math.abs(radius)}`, '-depth', '8', 'rgb:-'));
    context.diagnostic(`${radius}: ${most}`);
    assert.ok(most <= 1, `${radius}: ${most}`);
  }
}));

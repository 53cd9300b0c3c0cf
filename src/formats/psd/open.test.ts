import assert from 'node:assert/strict';
import { test } from 'node:test';
import { photoshopResource } from '#test/build/images';
import { psdBytes, versionResource, type PsdPicture } from '#test/build/psd';
import { bytesSource } from '../bytes.ts';
import { wholeSamples } from '../picture.ts';
import { hasMergedPixels } from './document.ts';
import { openPsd } from './open.ts';

const open = (picture: PsdPicture): ReturnType<typeof openPsd> => openPsd(bytesSource(psdBytes(picture)));

test('a document is a picture with all that its resources say', () => {
  const picture = open({
    widthPx: 1, heightPx: 2, mode: 'cmyk', planes: [[255, 0], [255, 0], [255, 0], [1, 2]],
    resources: [photoshopResource(1039, '', Buffer.from('icc')), photoshopResource(1060, '', Buffer.from('xmp')), photoshopResource(1058, '', Buffer.from('exif'))],
  });
  assert.deepEqual([picture.colour, picture.bitsPerComponent, picture.hasAlpha, picture.widthPx, picture.heightPx], ['cmyk', 8, false, 1, 2]);
  assert.deepEqual([picture.icc, picture.xmp, picture.exif].map((bytes) => Buffer.from(bytes!).toString()), ['icc', 'xmp', 'exif']);
  assert.deepEqual([...wholeSamples(picture)], [0, 0, 0, 254, 255, 255, 255, 253]);
});

test('alpha stands between the colours, in their depth', () => {
  const layers = [{ name: 'a' }];
  assert.deepEqual([...wholeSamples(open({ widthPx: 2, heightPx: 1, mode: 'gray', layers, isMergedTransparent: true, planes: [[9, 255], [255, 0]] }))], [9, 255, 255, 0]);
  const deep = open({ widthPx: 1, heightPx: 1, mode: 'gray', bits: 16, layers, isMergedTransparent: true, planes: [[65_535], [0x8000]] });
  assert.deepEqual([...wholeSamples(deep)], [65_535, 0x8080]);
});

test('a large document comes in bands that together are all of it', () => {
  const [widthPx, heightPx] = [2000, 1200];
  const plane = Array.from({ length: widthPx * heightPx }, (_, at) => (at * 31) & 255);
  const picture = open({ widthPx, heightPx, mode: 'gray', compression: 1, planes: [plane] });
  const bands = [...picture.bands()];
  assert.ok(bands.length > 2);
  assert.deepEqual(Buffer.concat(bands.map((band) => Buffer.from(band))), Buffer.from(plane));
});

test('a block of resources says whether there is a merged image', () => {
  assert.equal(hasMergedPixels(Buffer.alloc(0)), true);
  assert.equal(hasMergedPixels(versionResource(true)), true);
  assert.equal(hasMergedPixels(versionResource(false)), false);
});

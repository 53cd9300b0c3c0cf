import assert from 'node:assert/strict';
import { test } from 'node:test';
import { photoshopResource, profileBytes, tiffBytes, withJpegSegment, withPhotoshop } from '#test/build/images';
import { iccFacts } from './icc/read.ts';
import { photoshopPaths, photoshopResolutionPpi, photoshopResources } from './photoshop/resources.ts';
import { exifResolutionPpi, jpegResolutionPpi, pngResolutionPpi } from './resolution.ts';

test('a profile tells its class, spaces and description, old style and new', () => {
  for (const type of ['desc', 'mluc'] as const) {
    assert.deepEqual(iccFacts(profileBytes('RGB', 'Test Space', type)), {
      profileClass: 'Display', space: 'RGB', connectionSpace: 'XYZ', description: 'Test Space',
    });
  }
});

test('what is no profile is undefined; a lying tag table costs the description only', () => {
  assert.equal(iccFacts(Buffer.alloc(7)), undefined);
  assert.equal(iccFacts(Buffer.alloc(200)), undefined);
  const lying = profileBytes('CMYK', 'x');
  lying.writeUInt32BE(0xffffffff, 136);
  assert.deepEqual(iccFacts(lying), { profileClass: 'Display', space: 'CMYK', connectionSpace: 'XYZ', description: undefined });
});

const clippingName = Buffer.concat([Buffer.of(6), Buffer.from('Path 1'), Buffer.of(0, 1, 0, 0)]);
const block = Buffer.concat([
  photoshopResource(2001, 'Shadow', Buffer.alloc(26)),
  photoshopResource(2000, 'Path 1', Buffer.alloc(52)),
  photoshopResource(1005, '', Buffer.of(1, 44, 0, 0, 0, 1, 0, 1, 1, 44, 0, 0, 0, 1, 0, 1)),
  photoshopResource(2999, '', clippingName),
]);

test('path names come in the order of their numbers, with the one that clips', () => {
  assert.deepEqual(photoshopPaths(block), { names: ['Path 1', 'Shadow'], clippingName: 'Path 1' });
});

test('the mark of a JPEG segment in front of the resources is passed over', () => {
  const marked = Buffer.concat([Buffer.from('Photoshop 3.0\0', 'latin1'), block]);
  assert.equal(photoshopResources(marked).length, 4);
});

test('a damaged block gives what stands before the damage', () => {
  for (let length = 0; length < block.length; length++) photoshopResources(block.subarray(0, length));
  assert.deepEqual(photoshopPaths(block.subarray(0, 60)).names, ['Shadow']);
});

const jfif = (unit: number, density: number): Buffer =>
  Buffer.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 2, unit, density >> 8, density & 255, density >> 8, density & 255, 0, 0);

test('JFIF densities are inches, centimetres or nothing', () => {
  assert.equal(jpegResolutionPpi(jfif(1, 300), undefined, undefined), 300);
  assert.equal(jpegResolutionPpi(jfif(2, 118), undefined, undefined), 299.72);
  assert.equal(jpegResolutionPpi(jfif(0, 1), undefined, undefined), undefined);
});

test('EXIF comes before JFIF, Photoshop resources after it', () => {
  const exif = tiffBytes({ 282: 240, 296: 2 }, Buffer.of(0));
  // The builder writes whole numbers; EXIF may do so too.
  assert.equal(exifResolutionPpi(Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif])), 240);
  assert.equal(jpegResolutionPpi(jfif(1, 300), exif, block), 240);
  assert.equal(jpegResolutionPpi(jfif(0, 1), undefined, block), 300);
  assert.equal(photoshopResolutionPpi(block), 300);
});

test('JFIF is found behind other segments', () => {
  const plain = jfif(1, 150);
  const moved = withJpegSegment(plain, 0xfe, Buffer.from('a comment'));
  assert.equal(jpegResolutionPpi(withPhotoshop(moved), undefined, undefined), 150);
});

test('PNG says pixels per metre', () => {
  const chunk = (type: string, content: number[]): Buffer => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(content.length);
    head.write(type, 4);
    return Buffer.concat([head, Buffer.from(content), Buffer.alloc(4)]);
  };
  const png = (unit: number): Buffer => Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', Array<number>(13).fill(0)), chunk('pHYs', [0, 0, 0x2e, 0x23, 0, 0, 0x2e, 0x23, unit]), chunk('IDAT', []),
  ]);
  assert.equal(pngResolutionPpi(png(1)), 300);
  assert.equal(pngResolutionPpi(png(0)), undefined);
});

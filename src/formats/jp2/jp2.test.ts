import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesSource } from '../bytes.ts';
import { heifSize } from '../heif/size.ts';
import { jp2Facts } from './facts.ts';

const long = (value: number): number[] => [value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255];
const box = (type: string, ...content: readonly number[]): number[] => [...long(content.length + 8), ...Buffer.from(type, 'latin1'), ...content];
const nothing = { widthPx: undefined, heightPx: undefined, icc: undefined, resolutionPpi: undefined };
const jp2 = Uint8Array.from([
  ...box('jP  ', 13, 10, 0x87, 10), ...box('ftyp', ...Buffer.from('jp2 \0\0\0\0jp2 ', 'latin1')),
  ...box('jp2h', ...box('ihdr', ...long(240), ...long(320), 0, 3, 7, 7, 0, 0), ...box('colr', 2, 0, 0, 1, 2, 3),
    ...box('res ', ...box('resc', 0x2e, 0x23, 0, 1, 0x2e, 0x23, 0, 1, 0, 0))),
  ...box('jp2c', 0xff, 0x4f),
]);

test('a JPEG 2000 file tells size, profile and resolution; a codestream its size', () => {
  assert.deepEqual(jp2Facts(bytesSource(jp2)), { widthPx: 320, heightPx: 240, icc: Uint8Array.of(1, 2, 3), resolutionPpi: 300 });
  const stream = Uint8Array.from([0xff, 0x4f, 0xff, 0x51, 0, 47, 0, 0, ...long(330), ...long(250), ...long(10), ...long(10)]);
  assert.deepEqual(jp2Facts(bytesSource(stream)), { ...nothing, widthPx: 320, heightPx: 240 });
});

test('a HEIF file tells the size of its largest picture', () => {
  const extents = (width: number, height: number): number[] => box('ispe', 0, 0, 0, 0, ...long(width), ...long(height));
  const heif = Uint8Array.from([
    ...box('ftyp', ...Buffer.from('heic')), ...box('meta', 0, 0, 0, 0, ...box('hdlr', 1, 2, 3),
      ...box('iprp', ...box('ipco', ...extents(512, 512), ...extents(4032, 3024), ...extents(320, 240)))),
  ]);
  assert.deepEqual(heifSize(bytesSource(heif)), { widthPx: 4032, heightPx: 3024 });
  assert.equal(heifSize(bytesSource(Uint8Array.from(box('ftyp')))), undefined);
  for (let length = 0; length < heif.length; length++) heifSize(bytesSource(heif.subarray(0, length)));
});

test('cuts and loops end quietly', () => {
  for (let length = 0; length < jp2.length; length++) jp2Facts(bytesSource(jp2.subarray(0, length)));
  assert.deepEqual(jp2Facts(bytesSource(Uint8Array.from([...long(0), ...Buffer.from('jp2h'), ...long(0)]))), nothing);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Failure } from '#base';
import { photoshopResource } from '#test/build/images';
import { psdBlock, psdBytes, versionResource, wideText, type PsdPicture } from '#test/build/psd';
import { bytesSource } from '../bytes.ts';
import { readPsdComposite } from './composite.ts';
import { readPsd, type PsdDocument } from './document.ts';

const read = (picture: Partial<PsdPicture>): PsdDocument => readPsd(bytesSource(psdBytes({ widthPx: 3, heightPx: 2, ...picture })));
const code = (thrown: unknown): string => (thrown instanceof Failure ? thrown.code : String(thrown));

test('the header tells size, mode, depth and channels', () => {
  const { widthPx, heightPx, mode, bitsPerComponent, channels } = read({ mode: 'cmyk', bits: 16 });
  assert.deepEqual({ widthPx, heightPx, mode, bitsPerComponent, channels }, { widthPx: 3, heightPx: 2, mode: 'cmyk', bitsPerComponent: 16, channels: 4 });
});

test('image resources tell resolution, profile, metadata, channel names and the light', () => {
  const angle = Buffer.alloc(4);
  angle.writeInt32BE(-30);
  const document = read({
    resources: [
      photoshopResource(1005, '', Buffer.of(1, 44, 0x80, 0, 0, 1, 0, 1, 1, 44, 0, 0, 0, 1, 0, 1)),
      photoshopResource(1039, '', Buffer.from('profile')), photoshopResource(1060, '', Buffer.from('<x/>')), photoshopResource(1058, '', Buffer.from('MM')),
      photoshopResource(1006, '', Buffer.from('\x0cTransparency\x07Alpha 1', 'latin1')), photoshopResource(1037, '', angle),
    ],
  });
  assert.equal(document.resolutionPpi, 300.5);
  assert.equal(Buffer.from(document.icc!).toString(), 'profile');
  assert.equal(Buffer.from(document.xmp!).toString(), '<x/>');
  assert.equal(Buffer.from(document.exif!).toString(), 'MM');
  assert.deepEqual(document.alphaNames, ['Transparency', 'Alpha 1']);
  assert.equal(document.globalLightDeg, -30);
});

test('Unicode channel names come before the old ones', () => {
  const document = read({
    resources: [photoshopResource(1006, '', Buffer.of(1, 0x3f)), photoshopResource(1045, '', Buffer.concat([wideText('Прозрачность\0'), wideText('β')]))],
  });
  assert.deepEqual(document.alphaNames, ['Прозрачность', 'β']);
});

test('a document says whether it was saved with its merged image; an old one that says nothing has it', () => {
  assert.equal(read({}).hasMergedPixels, true);
  assert.equal(read({ resources: [versionResource(true)] }).hasMergedPixels, true);
  assert.equal(read({ resources: [versionResource(false)] }).hasMergedPixels, false);
});

test('layers are counted where they stand: at their usual place, or in a block behind it', () => {
  const layers = [{ name: 'a' }, { name: 'b' }];
  assert.equal(read({}).layersPlace.count, 0);
  assert.equal(read({ layers }).layersPlace.count, 2);
  assert.equal(read({ layers, isMergedTransparent: true, planes: [[], [], [], []] }).layersPlace.count, 2);
  assert.equal(read({ layers, bits: 16, areLayersInBlock: true, blocks: [psdBlock('Patt', Buffer.alloc(6))] }).layersPlace.count, 2);
});

test('foreign, impossible and contradictory headers are broken files', () => {
  const spoiled = (offset: number, ...bytes: readonly number[]): Buffer => {
    const document = psdBytes({ widthPx: 3, heightPx: 2 });
    document.set(bytes, offset);
    return document;
  };
  const broken = [
    Buffer.alloc(0), Buffer.from('8BPS'), spoiled(0, 0x38, 0x42, 0x49, 0x4d), spoiled(4, 0, 3), spoiled(12, 0, 2), spoiled(12, 0, 57), spoiled(14, 0, 0, 0, 0),
    spoiled(18, 0, 0, 0x75, 0x31), spoiled(22, 0, 1), spoiled(22, 0, 12), spoiled(24, 0, 5), spoiled(26, 0xff, 0xff, 0xff, 0xff), spoiled(30, 0, 0, 1, 0),
  ];
  for (const bytes of broken) assert.throws(() => readPsd(bytesSource(bytes)), (thrown) => code(thrown) === 'BROKEN_FILE');
});

const fixtures: readonly PsdPicture[] = [
  { widthPx: 3, heightPx: 2, compression: 1, layers: [{ name: 'a' }], isMergedTransparent: true, planes: Array.from({ length: 4 }, () => [1, 2, 3, 4, 5, 6]) },
  { widthPx: 3, heightPx: 2, mode: 'cmyk', bits: 16, layers: [{ name: 'a' }], areLayersInBlock: true, resources: [photoshopResource(1045, '', wideText('x'))] },
];

/** Reads all there is, as production does. @returns the failure's code, or `read` */
function end(bytes: Uint8Array): string {
  try {
    const source = bytesSource(bytes);
    const document = readPsd(source);
    if (document.widthPx * document.heightPx > 10_000) return 'too many pixels for a test';
    readPsdComposite(source, document).rows(document.heightPx);
    return 'read';
  } catch (thrown) {
    return code(thrown);
  }
}

test('cut at any byte, a document is broken and nothing worse', () => {
  for (const fixture of fixtures) {
    const whole = psdBytes(fixture);
    assert.equal(end(whole), 'read');
    for (let length = 0; length < whole.length; length++) assert.equal(end(whole.subarray(0, length)), 'BROKEN_FILE');
  }
});

test('garbage at any byte never ends otherwise than in a failure of the file', () => {
  const ends = new Set(['read', 'too many pixels for a test', 'BROKEN_FILE', 'UNSUPPORTED_IMAGE']);
  for (const fixture of fixtures) {
    const whole = psdBytes(fixture);
    for (let at = 0; at < whole.length; at++) {
      for (const value of [0, 1, 127, 128, 255]) {
        const spoiled = Buffer.from(whole);
        spoiled[at] = value;
        assert.ok(ends.has(end(spoiled)));
      }
    }
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (tail) => ends.has(end(Buffer.concat([psdBytes(fixtures[0]!).subarray(0, 30), tail])))));
});

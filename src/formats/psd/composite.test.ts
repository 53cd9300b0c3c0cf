import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '#base';
import { bytesSource } from '../bytes.ts';
import { psdBlock, psdBytes, type PsdCompression, type PsdPicture } from '#test/build/psd';
import { readPsdComposite } from './composite.ts';
import { readPsd } from './document.ts';

const code = (thrown: unknown): string => (thrown instanceof Failure ? thrown.code : String(thrown));

function composite(picture: PsdPicture, rows = picture.heightPx): { colour: number[]; alpha: number[] | undefined } {
  const source = bytesSource(psdBytes(picture));
  const reader = readPsdComposite(source, readPsd(source));
  const colour: number[] = [];
  const alpha: number[] = [];
  for (let read = reader.rows(rows); read.colour.length > 0; read = reader.rows(rows)) {
    colour.push(...read.colour);
    alpha.push(...read.alpha ?? []);
  }
  return { colour, alpha: reader.hasAlpha ? alpha : undefined };
}

const planes = [[10, 20, 30, 40], [50, 50, 50, 50], [60, 70, 80, 90]];
const interleaved = [10, 50, 60, 20, 50, 70, 30, 50, 80, 40, 50, 90];

test('plain and packed planes come interleaved, however many rows are asked for at once', () => {
  for (const compression of [0, 1] as const) {
    for (const rows of [1, 2, 5]) {
      assert.deepEqual(composite({ widthPx: 2, heightPx: 2, compression, planes }, rows), { colour: interleaved, alpha: undefined });
    }
  }
});

test('long runs, long literals and rows without a run unpack', () => {
  const widthPx = 300;
  const row = (make: (x: number) => number): number[] => Array.from({ length: widthPx }, (_, x) => make(x) & 255);
  const gray = [...row(() => 7), ...row((x) => x), ...row((x) => (x < 150 ? 9 : x * 3))];
  assert.deepEqual(composite({ widthPx, heightPx: 3, mode: 'gray', compression: 1, planes: [gray] }).colour, gray);
});

test('16 bits keep all of them', () => {
  for (const compression of [0, 1] as const) {
    const gray = [0, 1, 256, 65_535];
    assert.deepEqual(composite({ widthPx: 2, heightPx: 2, mode: 'gray', bits: 16, compression, planes: [gray] }).colour, gray);
  }
});

test('a bitmap becomes gray: a set bit is black', () => {
  const picture = { widthPx: 9, heightPx: 1, mode: 'bitmap', planes: [[1, 0, 0, 0, 0, 0, 0, 0, 1]] } as const;
  assert.deepEqual(composite(picture).colour, [0, 255, 255, 255, 255, 255, 255, 255, 0]);
});

test('CMYK counts ink: 0 is none', () => {
  const stored = [[255], [0], [200], [255]];
  assert.deepEqual(composite({ widthPx: 1, heightPx: 1, mode: 'cmyk', planes: stored }).colour, [0, 255, 55, 0]);
  const deep = [[65_535], [0], [65_000], [1]];
  assert.deepEqual(composite({ widthPx: 1, heightPx: 1, mode: 'cmyk', bits: 16, planes: deep }).colour, [0, 65_535, 535, 65_534]);
});

const layers = [{ name: 'a' }];

test('with a negative count of layers the first extra channel is alpha, and white is taken out of the colours', () => {
  const picture = { widthPx: 3, heightPx: 1, mode: 'gray', layers, planes: [[255, 128, 40], [0, 128, 255], [9, 9, 9]] } as const;
  assert.deepEqual(composite({ ...picture, isMergedTransparent: true }), { colour: [255, 2, 40], alpha: [0, 128, 255] });
  assert.deepEqual(composite(picture), { colour: [255, 128, 40], alpha: undefined });
});

test('without layers no channel is transparency, whatever its name', () => {
  assert.equal(composite({ widthPx: 1, heightPx: 1, planes: [[1], [2], [3], [4]] }).alpha, undefined);
});

test('16-bit documents say by a block of their own that they are transparent; alpha comes in 8 bits', () => {
  const picture = {
    widthPx: 2, heightPx: 1, mode: 'gray', bits: 16, layers, areLayersInBlock: true, planes: [[65_535, 1000], [0x8080, 65_535]],
  } as const;
  assert.deepEqual(composite({ ...picture, blocks: [psdBlock('Mt16', Buffer.alloc(0))] }), { colour: [65_535, 1000], alpha: [128, 255] });
  assert.equal(composite(picture).alpha, undefined);
});

test('CMYK on white paper: transparency takes ink off what is seen', () => {
  const picture = { widthPx: 1, heightPx: 1, mode: 'cmyk', layers, isMergedTransparent: true, planes: [[155], [255], [255], [255], [128]] } as const;
  assert.deepEqual(composite(picture), { colour: [199, 0, 0, 0], alpha: [128] });
});

test('modes and depths that are not read are refused by name', () => {
  const refused = (picture: Partial<PsdPicture>): string => {
    try {
      composite({ widthPx: 1, heightPx: 1, ...picture });
      return 'read';
    } catch (thrown) {
      assert.equal(code(thrown), 'UNSUPPORTED_IMAGE');
      return (thrown as Failure).message;
    }
  };
  assert.match(refused({ mode: 'lab' }), /Lab/);
  assert.match(refused({ mode: 'duotone' }), /duotone/);
  assert.match(refused({ mode: 'indexed' }), /indexed/);
  assert.match(refused({ mode: 'multichannel' }), /multichannel/);
  assert.match(refused({ bits: 32 }), /32 bits/);
  assert.match(refused({ version: 2 }), /PSB/);
});

test('pixels that end early, or in the midst of a packed row, are a broken file', () => {
  for (const compression of [0, 1] as const) {
    const whole = psdBytes({ widthPx: 20, heightPx: 3, mode: 'gray', compression, planes: [Array.from({ length: 60 }, (_, at) => at)] });
    const cut = bytesSource(whole.subarray(0, whole.length - 1));
    assert.throws(() => readPsdComposite(cut, readPsd(cut)).rows(3), (thrown) => code(thrown) === 'BROKEN_FILE');
  }
  const unknown = { widthPx: 1, heightPx: 1, compression: 7 as PsdCompression };
  assert.throws(() => composite(unknown), (thrown) => code(thrown) === 'BROKEN_FILE');
});

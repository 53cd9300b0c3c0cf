import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '#base';
import { psdBytes, u32, type PsdBuildLayer, type PsdCompression, type PsdPicture } from '#test/build/psd';
import { bytesSource, type ByteSource } from '../../bytes.ts';
import { readPsd, type PsdDocument } from '../document.ts';
import { canvasBox } from './box.ts';
import { readPsdLayer, readPsdMask } from './pixels.ts';
import { readPsdLayers } from './tree.ts';
import type { PsdLayer } from './types.ts';
import { unappliedMask } from './unapplied-mask.ts';

const code = (thrown: unknown): string => (thrown instanceof Failure ? thrown.code : String(thrown));

function open(layer: PsdBuildLayer, picture: Partial<PsdPicture> = {}): { source: ByteSource; document: PsdDocument; layer: PsdLayer } {
  const source = bytesSource(psdBytes({ widthPx: 4, heightPx: 4, layers: [layer], ...picture }));
  const document = readPsd(source);
  return { source, document, layer: readPsdLayers(source, document).layers[0]! };
}

const every = [0, 1, 2, 3] as const satisfies readonly PsdCompression[];

test('pixels come interleaved with alpha beside, however they are compressed', () => {
  for (const compression of every) {
    const channels = [[-1, [0, 100, 200, 255]], [0, [1, 2, 3, 4]], [1, [5, 6, 7, 8]], [2, [9, 250, 11, 12]]] as const;
    const { source, document, layer } = open({ box: [1, 1, 3, 3], channels: channels.map(([id, samples]) => ({ id, samples, compression })) });
    const reader = readPsdLayer(source, document, layer);
    assert.deepEqual([reader.widthPx, reader.heightPx, reader.hasAlpha], [2, 2, true]);
    const first = reader.rows(1);
    assert.deepEqual([[...first.colour], [...first.alpha!]], [[1, 5, 9, 2, 6, 250], [0, 100]]);
    const rest = reader.rows(9);
    assert.deepEqual([[...rest.colour], [...rest.alpha!]], [[3, 7, 11, 4, 8, 12], [200, 255]]);
    assert.equal(reader.rows(1).colour.length, 0);
  }
});

test('16-bit CMYK layers keep their depth and count ink, however they are compressed', () => {
  for (const compression of every) {
    const channels = [-1, 0, 1, 2, 3].map((id) => ({ id, samples: id < 0 ? [65_535, 0x8080] : [65_535 - id, 300 + id], compression }));
    const { source, document, layer } = open({ box: [0, 0, 2, 1], channels }, { mode: 'cmyk', bits: 16, areLayersInBlock: true });
    const { colour, alpha } = readPsdLayer(source, document, layer).rows(1);
    assert.deepEqual([[...colour], [...alpha!]], [[0, 1, 2, 3, 65_235, 65_234, 65_233, 65_232], [255, 128]]);
  }
});

test('merged images may be deflated too', async () => {
  const { readPsdComposite } = await import('../composite.ts');
  for (const compression of [2, 3] as const) {
    for (const bits of [8, 16] as const) {
      const source = bytesSource(psdBytes({ widthPx: 2, heightPx: 2, bits, compression, planes: [[1, 2, 3, 4], [50, 40, 30, 20], [9, 9, 9, 200]] }));
      assert.deepEqual([...readPsdComposite(source, readPsd(source)).rows(2).colour], [1, 50, 9, 2, 40, 9, 3, 30, 9, 4, 20, 200]);
    }
  }
});

test('a layer that reaches beyond the canvas can be read within it', () => {
  const samples = Array.from({ length: 36 }, (_, at) => at);
  for (const compression of every) {
    const { source, document, layer } = open({ box: [-1, -2, 5, 4], channels: [{ id: 0, samples, compression }] }, { mode: 'gray', widthPx: 3, heightPx: 2 });
    const reader = readPsdLayer(source, document, layer, canvasBox(document));
    assert.deepEqual([reader.widthPx, reader.heightPx], [3, 2]);
    assert.deepEqual([...reader.rows(2).colour], [13, 14, 15, 19, 20, 21]);
    const aside = readPsdLayer(source, document, layer, { leftPx: 9, topPx: 0, rightPx: 12, bottomPx: 3 });
    assert.deepEqual([aside.widthPx, aside.rows(5).colour.length], [0, 0]);
  }
});

test('a layer without a transparency channel has no alpha; one without a colour is broken', () => {
  const opaque = open({ box: [0, 0, 1, 1], channels: [{ id: 0, samples: [7] }] }, { mode: 'gray' });
  assert.equal(readPsdLayer(opaque.source, opaque.document, opaque.layer).rows(1).alpha, undefined);
  const lacking = open({ box: [0, 0, 1, 1], channels: [{ id: 0, samples: [7] }, { id: 2, samples: [7] }] });
  assert.throws(() => readPsdLayer(lacking.source, lacking.document, lacking.layer), (thrown) => code(thrown) === 'BROKEN_FILE');
});

test('a layer of nothing has no rows', () => {
  const { source, document, layer } = open({ channels: [-1, 0, 1, 2].map((id) => ({ id, samples: [] })) });
  assert.equal(readPsdLayer(source, document, layer).rows(10).colour.length, 0);
});

test('a layer wider than any document is refused before memory is asked for', () => {
  const { source, document, layer } = open({ box: [0, 0, 2_000_000_000, 1], channels: [{ id: 0, samples: [1], widthPx: 1 }] }, { mode: 'gray' });
  assert.throws(() => readPsdLayer(source, document, layer), (thrown) => code(thrown) === 'BROKEN_FILE');
});

const maskOf = (flags: number, ...more: readonly Buffer[]): Buffer =>
  Buffer.concat([u32(0), u32(1), u32(2), u32(3), Buffer.of(255, flags), ...(more.length > 0 ? more : [Buffer.alloc(2)])]);

test('masks are read in 8 bits, in their own place', () => {
  for (const compression of every) {
    const eight = open({ mask: maskOf(0), channels: [{ id: -2, samples: [1, 2, 3, 4], widthPx: 2, compression }] });
    const reader = readPsdMask(eight.source, eight.document, eight.layer, eight.layer.mask!);
    assert.deepEqual(reader.box, { leftPx: 1, topPx: 0, rightPx: 3, bottomPx: 2 });
    assert.equal(reader.outside, 255);
    assert.deepEqual([...reader.rows(5)], [1, 2, 3, 4]);
    const deep = open({ mask: maskOf(0), channels: [{ id: -2, samples: [0, 257, 32_896, 65_535], widthPx: 2, compression }] }, { bits: 16 });
    assert.deepEqual([...readPsdMask(deep.source, deep.document, deep.layer, deep.layer.mask!).rows(5)], [0, 1, 128, 255]);
  }
});

test('a mask can be read within a box; one without samples is all outside', () => {
  const { source, document, layer } = open({ mask: maskOf(0), channels: [{ id: -2, samples: [1, 2, 3, 4], widthPx: 2 }] });
  assert.deepEqual([...readPsdMask(source, document, layer, layer.mask!, { leftPx: 2, topPx: 1, rightPx: 9, bottomPx: 9 }).rows(9)], [4]);
  const bare = open({ mask: maskOf(0) });
  assert.deepEqual([...readPsdMask(bare.source, bare.document, bare.layer, bare.layer.mask!).rows(9)], []);
});

test('a fill is drawn inside of its vector mask already: only the mask of the user is left to apply', () => {
  const own = Buffer.concat([Buffer.of(0, 0), u32(0), u32(0), u32(4), u32(4)]);
  const { layer } = open({ mask: maskOf(8, own) });
  assert.equal(unappliedMask(layer), layer.mask);
  assert.equal(unappliedMask({ ...layer, content: 'solidFill' }), layer.userMask);
  assert.equal(unappliedMask({ ...layer, content: 'solidFill', userMask: undefined }), undefined);
  assert.equal(unappliedMask({ ...open({ mask: maskOf(0) }).layer, content: 'solidFill' })?.channelId, -2);
  assert.equal(unappliedMask(open({ mask: maskOf(2) }).layer), undefined);
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { asImage, motif } from '#test/build/images';
import { inDesignBytes, xmpThumbnails } from '#test/build/indesign';
import { xmpPacket } from '#test/build/metadata';
import { artifactPath, openProductionBench, type ProductionBench } from '#test/build/production';

let bench: ProductionBench;
before(async () => { bench = await openProductionBench(); });
after(() => bench[Symbol.asyncDispose]());

test('a document of InDesign is kept, and its own preview is its thumbnail, whatever was asked', async () => {
  const jpeg = await asImage(motif({ widthPx: 300, heightPx: 200 })).jpeg().toBuffer();
  const small = await asImage(motif({ widthPx: 30, heightPx: 40 })).jpeg().toBuffer();
  const packet = xmpPacket(`<dc:title>A flyer</dc:title>${xmpThumbnails({ widthPx: 30, heightPx: 40, jpeg: small }, { widthPx: 300, heightPx: 200, jpeg })}`);
  for (const [fileName, process, notes] of [['flyer.indd', 'None', []], ['form.indt', 'Rasterize', ['log.inDesignNotDrawn']]] as const) {
    const result = await bench.made(fileName, inDesignBytes({ packet }), { inDesign: { process } });
    assert.deepEqual([result.type, result.image, result.derived, result.metadata.title, result.notes.map(({ key }) => key)], ['InDesign', undefined, undefined, 'A flyer', notes]);
    assert.deepEqual(result.artifacts.map(({ role }) => role), ['thumbnail']);
    const { widthPx, heightPx } = await bench.tools.raster.probe(artifactPath(result, 'thumbnail'));
    assert.deepEqual([widthPx, heightPx], [256, 171]);
  }
});

test('without a preview, or with a damaged one, there is no thumbnail, and nothing is said', async () => {
  const broken = xmpPacket(xmpThumbnails({ widthPx: 9, heightPx: 9, jpeg: Buffer.from('ffd8ff00', 'hex') }));
  for (const bytes of [inDesignBytes({}), inDesignBytes({ packet: broken }), inDesignBytes({ packet: xmpPacket('') }).subarray(0, 100)]) {
    const result = await bench.made('flyer.indd', bytes);
    assert.deepEqual([result.type, result.artifacts, result.notes, result.warnings], ['InDesign', [], [], []]);
  }
});

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openSharpRaster } from '#adapters/sharp';
import { Failure } from '#base';
import { photoshopResource, profileBytes } from '#test/build/images';
import { psdBytes, versionResource, type PsdPicture } from '#test/build/psd';
import { refusalOfName } from './contents.ts';
import { probeFile, type FileProbe } from './probe.ts';

async function probed(picture: PsdPicture): Promise<FileProbe> {
  const folder = await mkdtemp(join(tmpdir(), 'prepress-photoshop-'));
  try {
    await writeFile(join(folder, 'a.psd'), psdBytes(picture));
    const raster = await openSharpRaster({ threads: 1, limitPixels: 1000 });
    return (await probeFile(join(folder, 'a.psd'), 'a.psd', raster, () => assert.fail('nothing to develop'))).file;
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('a Photoshop document is an image with its profile, resolution, XMP and paths', async () => {
  const { image, unmerged } = await probed({
    widthPx: 3, heightPx: 2, mode: 'cmyk', bits: 16, resources: [
      versionResource(true), photoshopResource(1039, '', profileBytes('CMYK', 'Coated FOGRA39')), photoshopResource(1060, '', Buffer.from('<x:xmpmeta/>')),
      photoshopResource(1005, '', Buffer.of(0, 240, 0, 0, 0, 1, 0, 1, 0, 240, 0, 0, 0, 1, 0, 1)), photoshopResource(2000, 'Path 1', Buffer.alloc(26)),
    ],
  });
  assert.equal(unmerged, undefined);
  assert.deepEqual(
    [image!.format, image!.widthPx, image!.heightPx, image!.colour, image!.bitsPerComponent, image!.hasAlpha, image!.resolutionPpi, image!.hasXmp, image!.pathNames],
    ['psd', 3, 2, 'cmyk', 16, false, 240, true, ['Path 1']],
  );
  assert.deepEqual(image!.profile, { name: 'Coated FOGRA39' });
});

test('one without its merged image is none', async () => {
  const { image, unmerged } = await probed({ widthPx: 3, heightPx: 2, resources: [versionResource(false)] });
  assert.deepEqual([image, unmerged?.widthPx, unmerged?.heightPx], [undefined, 3, 2]);
});

test('modes that are not read are refused by name', async () => {
  await assert.rejects(probed({ widthPx: 3, heightPx: 2, mode: 'lab' }), (thrown) => thrown instanceof Failure && /Lab/.test(thrown.message));
  await assert.rejects(probed({ widthPx: 3, heightPx: 2, bits: 32 }), (thrown) => thrown instanceof Failure && /32 bits/.test(thrown.message));
});

test('a name of no type is refused, large documents with their own reason', () => {
  assert.deepEqual(refusalOfName('psb'), { code: 'UNSUPPORTED_IMAGE', params: { detail: 'large Photoshop documents (PSB) are not supported' } });
  for (const extension of ['xyz', '', 'constructor', '__proto__']) assert.equal(refusalOfName(extension).code, 'UNSUPPORTED_FILE_TYPE');
});

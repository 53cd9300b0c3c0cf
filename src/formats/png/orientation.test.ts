import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { asImage, motif } from '#test/build/images';
import { bytesSource } from '../bytes.ts';
import { uprightPatches } from './orientation.ts';

test('a PNG whose EXIF turns it is patched in place to stand as it is', async () => {
  const turned = await asImage(motif({ widthPx: 20, heightPx: 10 })).withMetadata({ orientation: 6 }).png().toBuffer();
  assert.equal((await sharp(turned).metadata()).orientation, 6);
  for (const { offset, bytes } of uprightPatches(bytesSource(turned))) turned.set(bytes, offset);
  assert.equal((await sharp(turned, { failOn: 'warning' }).metadata()).orientation, 1);
  assert.deepEqual(uprightPatches(bytesSource(turned)), []);
});

test('a PNG without EXIF needs no patch', async () => {
  assert.deepEqual(uprightPatches(bytesSource(await asImage(motif({ widthPx: 20, heightPx: 10 })).png().toBuffer())), []);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '#base';
import { bytesSource, embeddedBlocks, embeddedMetadata, inDesignPacket, sniff, xmpThumbnail } from '#formats';
import { inDesignBytes, xmpThumbnails } from '#test/build/indesign';
import { xmpPacket } from '#test/build/metadata';

const jpeg = (bytes: string): Buffer => Buffer.concat([Buffer.of(0xff, 0xd8), Buffer.from(bytes)]);

test('the packet of the younger master page is found, behind other objects, in both byte orders', () => {
  const packet = xmpPacket('<dc:title>a flyer</dc:title>');
  for (const isBigEndian of [true, false]) {
    const bytes = inDesignBytes({ packet, isBigEndian, objects: [Buffer.from('something'), Buffer.alloc(5000)] });
    assert.equal(sniff(bytes.subarray(0, 4096)), 'indd');
    assert.deepEqual(Buffer.from(inDesignPacket(bytesSource(bytes))!), packet);
    assert.equal(embeddedMetadata(embeddedBlocks(bytesSource(bytes), 'indd')).title, 'a flyer');
  }
});

test('a document without a packet has none, and one without a master page is broken', () => {
  assert.equal(inDesignPacket(bytesSource(inDesignBytes({ objects: [Buffer.from('something')] }))), undefined);
  assert.throws(() => inDesignPacket(bytesSource(Buffer.alloc(9000))), (thrown) => thrown instanceof Failure && thrown.code === 'BROKEN_FILE');
});

test('the largest thumbnail of a packet is taken, and what is no JPEG is none', () => {
  const small = { widthPx: 16, heightPx: 20, jpeg: jpeg('small') };
  const large = { widthPx: 256, heightPx: 200, jpeg: jpeg('a large picture '.repeat(20)) };
  const found = xmpThumbnail(xmpPacket(xmpThumbnails(small, large)));
  assert.deepEqual([found?.widthPx, found?.heightPx, Buffer.from(found!.jpeg)], [256, 200, large.jpeg]);
  assert.equal(xmpThumbnail(xmpPacket(xmpThumbnails({ ...small, jpeg: Buffer.from('no picture') }))), undefined);
  assert.equal(xmpThumbnail(xmpPacket('<dc:title>t</dc:title>')), undefined);
});

test('cut off or damaged anywhere, nothing but a failure comes of it', () => {
  const whole = inDesignBytes({ pages: 2, packet: xmpPacket(xmpThumbnails({ widthPx: 1, heightPx: 1, jpeg: jpeg('x') })), objects: [Buffer.from('something')] });
  const read = (bytes: Uint8Array): void => {
    try {
      const packet = inDesignPacket(bytesSource(bytes));
      if (packet) xmpThumbnail(packet);
    } catch (thrown) {
      assert.ok(thrown instanceof Failure && thrown.code === 'BROKEN_FILE', String(thrown));
    }
  };
  for (let length = 8000; length < whole.length; length++) read(whole.subarray(0, length));
  const places = [...Array(300).keys(), ...Array.from({ length: 300 }, (_, at) => 4096 + at), ...Array.from({ length: whole.length - 8192 }, (_, at) => 8192 + at)];
  for (const at of places) {
    for (const value of [0, 0x7f, 0xff]) read(Buffer.concat([whole.subarray(0, at), Buffer.of(value), whole.subarray(at + 1)]));
  }
});

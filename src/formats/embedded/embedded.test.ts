import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { bytesSource, type FileKind } from '#formats';
import { photoshopResource, withJpegSegment } from '#test/build/images';
import { exifBlock, iptcRecords, pngChunk, riffChunk, xmpPacket } from '#test/build/metadata';
import { xmpFacts } from '../xmp/read.ts';
import { embeddedBlocks } from './blocks.ts';
import { embeddedMetadata } from './metadata.ts';

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');
const packet = xmpPacket('<dc:title>t</dc:title>');
const exif = exifBlock([{ tag: 0x10e, type: 2, bytes: 'from EXIF\0' }]);
const records = iptcRecords([2, 25, 'from IPTC']);
const resources = Buffer.concat([photoshopResource(1028, '', records), photoshopResource(1060, '', packet), photoshopResource(1058, '', exif)]);
const extensionMark = 'http://ns.adobe.com/xmp/extension/\0';

const jpeg = (...segments: readonly (readonly [number, Buffer])[]): Buffer =>
  segments.toReversed().reduce<Buffer>((bytes, [marker, content]) => withJpegSegment(bytes, marker, content), Buffer.of(0xff, 0xd8, 0xff, 0xd9));
const png = (...chunks: readonly Buffer[]): Buffer => Buffer.concat([latin('\x89PNG\r\n\x1a\n'), pngChunk('IHDR', Buffer.alloc(13)), ...chunks, pngChunk('IEND', Buffer.alloc(0))]);
const gif = (...extensions: readonly Buffer[]): Buffer => Buffer.concat([
  latin('GIF89a'), Buffer.of(1, 0, 1, 0, 0x80, 0, 0), Buffer.alloc(6), Buffer.of(0x21, 0xf9, 4, 0, 0, 0, 0, 0),
  Buffer.of(0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0x80), Buffer.alloc(6), Buffer.of(2, 2, 0x4c, 1, 0), ...extensions, Buffer.of(0x3b),
]);
const gifPacket = Buffer.concat([
  Buffer.of(0x21, 0xff, 11), latin('XMP DataXMP'), packet, Buffer.of(1), Buffer.from(Array.from({ length: 256 }, (_, n) => 255 - n)), Buffer.of(0),
]);
const psd = Buffer.concat([latin('8BPS\0\x01'), Buffer.alloc(20), Buffer.of(0, 0, 0, 2, 9, 9), size(resources.length), resources]);
const tiff = (tags: Parameters<typeof exifBlock>[0]): Buffer => exifBlock([...tags, { tag: 0x10e, type: 2, bytes: 'of the TIFF\0' }]);

function size(bytes: number): Buffer {
  const content = Buffer.alloc(4);
  content.writeUInt32BE(bytes);
  return content;
}

const iTXt = (text: Uint8Array, isCompressed = false): Buffer =>
  pngChunk('iTXt', Buffer.concat([latin('XML:com.adobe.xmp\0'), Buffer.of(isCompressed ? 1 : 0, 0), latin('en\0word\0'), text]));

const box = (type: string, ...parts: readonly Uint8Array[]): Buffer => Buffer.concat([size(8 + Buffer.concat(parts).length), latin(type), ...parts]);
const itemEntry = (id: number, type: string, more: string): Buffer => box('infe', Buffer.of(2, 0, 0, 0, 0, id, 0, 0), latin(type), latin(`name\0${more}`));
const heifExif = Buffer.concat([Buffer.of(0, 0, 0, 6), latin('Exif\0\0'), exif]);
/** One item beside, in two pieces, and one in the file. */
function avif(): Buffer {
  const type = box('ftyp', latin('avif\0\0\0\0mif1miaf'));
  const items = Buffer.concat([Buffer.of(0, 0, 0, 0, 0, 3), itemEntry(1, 'av01', ''), itemEntry(2, 'Exif', ''), itemEntry(3, 'mime', 'application/rdf+xml\0')]);
  const u16 = (value: number): Buffer => Buffer.of(value >> 8, value & 255);
  const places = (fileOffset: number): Buffer => Buffer.concat([
    Buffer.of(1, 0, 0, 0, 0x44, 0x40), u16(2),
    u16(2), u16(1), u16(0), size(0), u16(2), size(0), size(10), size(10), size(heifExif.length - 10),
    u16(3), u16(0), u16(0), size(fileOffset), u16(1), size(0), size(packet.length),
  ]);
  const meta = (fileOffset: number): Buffer => box('meta', Buffer.alloc(4), box('iinf', items), box('iloc', places(fileOffset)), box('idat', heifExif));
  const offset = type.length + meta(0).length + 8;
  return Buffer.concat([type, meta(offset), box('mdat', packet)]);
}
const rawProfile = (name: string, content: Buffer): Buffer => pngChunk('zTXt', Buffer.concat([
  latin(`Raw profile type ${name}\0\0`), deflateSync(latin(`\n${name}\n${String(content.length).padStart(8)}\n${content.toString('hex').replace(/(.{72})/g, '$1\n')}\n`)),
]));

const files: readonly (readonly [FileKind, string, Buffer, readonly string[]])[] = [
  ['jpeg', 'segments', jpeg([0xe1, Buffer.concat([latin('Exif\0\0'), exif])], [0xe1, Buffer.concat([latin('http://ns.adobe.com/xap/1.0/\0'), packet])],
    [0xed, Buffer.concat([latin('Photoshop 3.0\0'), resources.subarray(0, 20)])], [0xed, Buffer.concat([latin('Photoshop 3.0\0'), resources.subarray(20)])]),
  ['xmp', 'exif', 'photoshop']],
  ['png', 'text and eXIf', png(iTXt(packet), pngChunk('eXIf', exif)), ['xmp', 'exif']],
  ['png', 'compressed text behind the pixels', png(pngChunk('IDAT', Buffer.alloc(9)), iTXt(deflateSync(packet), true)), ['xmp']],
  ['png', 'a compressed text as libvips writes it', png(pngChunk('zTXt', Buffer.concat([latin('XML:com.adobe.xmp\0\0'), deflateSync(packet)]))), ['xmp']],
  ['png', 'profiles as ImageMagick writes them', png(rawProfile('xmp', packet), rawProfile('exif', Buffer.concat([latin('Exif\0\0'), exif])), rawProfile('iptc', resources)),
    ['xmp', 'exif', 'photoshop']],
  ['avif', 'items', avif(), ['xmp', 'exif']],
  ['gif', 'application extension', gif(gifPacket), ['xmp']],
  ['webp', 'chunks', Buffer.concat([latin('RIFF\0\0\0\0WEBP'), riffChunk('VP8X', Buffer.alloc(10)), riffChunk('EXIF', exif), riffChunk('XMP ', packet)]), ['xmp', 'exif']],
  ['tiff', 'fields', tiff([{ tag: 700, type: 1, bytes: packet }, { tag: 33723, type: 7, bytes: records }, { tag: 34377, type: 1, bytes: resources }]),
    ['xmp', 'iptc', 'photoshop', 'exif']],
  ['psd', 'resources', psd, ['xmp', 'exif', 'photoshop']],
];

for (const [kind, where, file, expected] of files) {
  test(`${kind}: ${where} are found, and cut or damaged at any byte they do no harm`, () => {
    const blocks = embeddedBlocks(bytesSource(file), kind);
    assert.deepEqual(Object.entries(blocks).filter(([, block]) => block !== undefined).map(([name]) => name).toSorted(), [...expected].toSorted());
    assert.deepEqual(Buffer.from(blocks.xmp!), packet);
    if (expected.includes('photoshop')) assert.deepEqual(Buffer.from(blocks.photoshop!), resources);
    if (expected.includes('iptc')) assert.deepEqual(Buffer.from(blocks.iptc!), records);
    const exifDescription = embeddedMetadata({ exif: blocks.exif }).description;
    assert.equal(exifDescription, kind === 'tiff' ? 'of the TIFF' : expected.includes('exif') ? 'from EXIF' : undefined);
    for (let at = 0; at < file.length; at++) {
      embeddedMetadata(embeddedBlocks(bytesSource(file.subarray(0, at)), kind));
      const damaged = Buffer.from(file);
      damaged[at]! ^= 0xff;
      embeddedMetadata(embeddedBlocks(bytesSource(damaged), kind));
    }
  });
}

test('kinds without such blocks, and files of another kind than was said, have none', () => {
  assert.deepEqual(embeddedBlocks(bytesSource(psd), 'bmp'), {});
  for (const kind of ['jpeg', 'png', 'gif', 'webp', 'psd'] as const) {
    assert.equal(embeddedMetadata(embeddedBlocks(bytesSource(latin('something else')), kind)).packet, undefined);
  }
});

test('IPTC that is said to be numbers is put in order where the file is little-endian', () => {
  const words = Buffer.concat([records, Buffer.alloc((4 - records.length % 4) % 4)]);
  const numbers = Array.from({ length: words.length / 4 }, (_, index) => words.readUInt32BE(index * 4));
  const file = tiff([{ tag: 33723, type: 4, numbers }]);
  assert.deepEqual(embeddedMetadata(embeddedBlocks(bytesSource(file), 'tiff')).keywords, ['from IPTC']);
});

test('compressed text that swells beyond its bound is left alone', () => {
  const bomb = png(iTXt(deflateSync(Buffer.alloc(64 * 2 ** 20)), true));
  assert.equal(embeddedBlocks(bytesSource(bomb), 'png').xmp, undefined);
});

const guid = 'ABCDEF0123456789ABCDEF0123456789';
const main = xmpPacket('   <dc:title>main</dc:title>', ` xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="${guid}"`);
const extended = xmpPacket('<dc:description>long</dc:description>');
const part = (start: number, end: number, id = guid): readonly [number, Buffer] =>
  [0xe1, Buffer.concat([latin(extensionMark + id), size(extended.length), size(start), extended.subarray(start, end)])];
const mainSegment = [0xe1, Buffer.concat([latin('http://ns.adobe.com/xap/1.0/\0'), main])] as const;

test('parts of an extended packet are joined in whatever order they come, and the mark of it goes', () => {
  const file = jpeg(mainSegment, part(200, extended.length), part(0, 200), part(0, 9, 'F'.repeat(32)));
  const { xmp } = embeddedBlocks(bytesSource(file), 'jpeg');
  const facts = xmpFacts(xmp!);
  assert.deepEqual([facts.title, facts.description], ['main', 'long']);
  assert.doesNotMatch(Buffer.from(xmp!).toString(), /HasExtendedXMP/);
});

test('an extended packet that lacks a part, or belongs to another, leaves the main packet as it is', () => {
  for (const parts of [[part(0, 200)], [part(200, extended.length)], [part(0, extended.length, '0'.repeat(32))], [part(0, 200), part(100, extended.length)]]) {
    assert.deepEqual(Buffer.from(embeddedBlocks(bytesSource(jpeg(mainSegment, ...parts)), 'jpeg').xmp!), main);
  }
});

test('XMP counts before IPTC before EXIF, value by value', () => {
  const photoshop = photoshopResource(1028, '', iptcRecords([2, 5, 'IPTC title'], [2, 25, 'a'], [2, 25, 'x'.repeat(501)], [2, 116, 'IPTC rights']));
  const words = exifBlock([{ tag: 0x10e, type: 2, bytes: 'EXIF description\0' }, { tag: 0x8298, type: 2, bytes: 'EXIF rights\0' }, { tag: 0x9c9e, type: 1, bytes: Buffer.from('b', 'utf16le') }]);
  const xmp = xmpPacket('<dc:title>XMP title</dc:title>');
  assert.deepEqual(embeddedMetadata({ xmp, photoshop, exif: words }), {
    packet: xmp, title: 'XMP title', description: 'EXIF description', keywords: ['a'], creators: [], rights: 'IPTC rights', createdOn: undefined,
  });
  assert.deepEqual(embeddedMetadata({ exif: words }).keywords, ['b']);
});

const epsResources = (bytes: Uint8Array) => embeddedBlocks(bytesSource(bytes), 'postscript').photoshop;

test('the resources of an EPS stand in comments, with any end of line', () => {
  const block = Buffer.concat([photoshopResource(2000, 'Path 1', Buffer.alloc(52, 3)), photoshopResource(1060, '', packet)]);
  const digits = block.toString('hex').toUpperCase();
  for (const end of ['\r', '\n', '\r\n']) {
    const lines = digits.match(/.{1,64}/g)!.map((line) => `% ${line}`);
    const eps = Buffer.from(['%!PS-Adobe-3.0 EPSF-3.0', `%BeginPhotoshop: ${block.length}`, ...lines, '%EndPhotoshop', '%%EndComments', ''].join(end));
    assert.deepEqual(Buffer.from(epsResources(eps)!), block);
    assert.deepEqual(Buffer.from(embeddedBlocks(bytesSource(eps), 'dosEps').xmp!), Buffer.from(packet));
    assert.deepEqual(Buffer.from(epsResources(Buffer.concat([Buffer.from('c5d0d3c600000000', 'hex'), eps]))!), block);
    for (let length = 0; length < eps.length; length += 3) {
      const cut = epsResources(eps.subarray(0, length)) ?? Buffer.alloc(0);
      assert.deepEqual(Buffer.from(cut), block.subarray(0, cut.length));
    }
  }
  // It ends where its count or its mark says, whichever comes first.
  assert.deepEqual(Buffer.from(epsResources(Buffer.from('%BeginPhotoshop: 900\n% 38 42\n%EndPhotoshop\n'))!), Buffer.from('8B'));
  assert.deepEqual(Buffer.from(epsResources(Buffer.from('%BeginPhotoshop: 1 x\n% 3842\n'))!), Buffer.from('8'));
  assert.equal(epsResources(Buffer.from('%!PS\n%BeginPhotoshop: many\n')), undefined);
  assert.equal(epsResources(Buffer.from('%!PS\n')), undefined);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sniff, type FileKind } from './sniff.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

const examples: readonly (readonly [FileKind, string])[] = [
  ['jpeg', '\xff\xd8\xff\xe0\0\x10JFIF\0'],
  ['png', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR'],
  ['gif', 'GIF89a\x01\0\x01\0'],
  ['tiff', 'II*\0\x08\0\0\0'],
  ['tiff', 'MM\0*\0\0\0\x08'],
  ['tiff', 'II+\0\x08\0\0\0'],
  ['tiff', 'MM\0+\0\x08\0\0'],
  ['webp', 'RIFF\x10\0\0\0WEBPVP8 '],
  ['avi', 'RIFF\x10\0\0\0AVI LIST'],
  ['wav', 'RIFF\x10\0\0\0WAVEfmt '],
  ['unknown', 'RIFF\x10\0\0\0sfbk'],
  ['aiff', 'FORM\0\0\0\x10AIFF'],
  ['avif', '\0\0\0\x1cftypavif\0\0\0\0mif1miaf'],
  ['avif', '\0\0\0\x1cftypmif1\0\0\0\0avifmiaf'],
  ['heic', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
  ['mp4', '\0\0\0\x18ftypisom\0\0\x02\0isommp41'],
  ['quicktime', '\0\0\0\x14ftypqt  \0\0\0\0qt  '],
  ['quicktime', '\0\0\0\x08wide\0\0\0\0mdat'],
  ['bmp', 'BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0'],
  ['text', 'BMW drivers, a list'],
  ['psd', '8BPS\0\x01\0\0'],
  ['psb', '8BPS\0\x02\0\0'],
  ['jxl', '\0\0\0\x0cJXL \r\n\x87\n'],
  ['jxl', '\xff\x0a\xfa\x7f\x01'],
  ['jp2', '\0\0\0\x0cjP  \r\n\x87\n'],
  ['pdf', '%PDF-1.7\n%\xe2\xe3'],
  ['pdf', 'junk a mailer put in front\n%PDF-1.4'],
  ['postscript', '%!PS-Adobe-3.0 EPSF-3.0'],
  ['dosEps', '\xc5\xd0\xd3\xc6\x20\0\0\0'],
  ['icc', `${'\0'.repeat(36)}acsp`],
  ['zip', 'PK\x03\x04\x14\0\0\0\0\0photo.jpg'],
  ['ooxml', 'PK\x03\x04\x14\0\x06\0\x08\0[Content_Types].xml'],
  ['tar', `${'a.txt'.padEnd(257, '\0')}ustar\0`],
  ['gzip', '\x1f\x8b\x08\0'],
  ['mpegVideo', '\0\0\x01\xba\x44'],
  ['mpegTransport', `G${'\0'.repeat(187)}G`],
  ['ogg', 'OggS\0\x02'],
  ['asf', '\x30\x26\xb2\x75\x8e\x66\xcf\x11'],
  ['flv', 'FLV\x01\x05'],
  ['mp3', 'ID3\x03\0'],
  ['mp3', '\xff\xfb\x90\x64'],
  ['aac', '\xff\xf1\x50\x80'],
  ['ttf', '\0\x01\0\0\0\x0a'],
  ['otf', 'OTTO\0\x0a'],
  ['ttc', 'ttcf\0\x01'],
  ['woff', 'wOFF\0\x01'],
  ['pfb', '\x80\x01\x04\0\0\0%!PS-AdobeFont'],
  ['afm', 'StartFontMetrics 4.1'],
  ['swf', 'CWS\x0a'],
  ['ole', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
  ['rtf', '{\\rtf1\\ansi'],
  ['indd', '\x06\x06\xed\xf5\xd8\x1d\x46\xe5\xbd\x31'],
  ['pict', `${'\0'.repeat(522)}\0\x11\x02\xff\x0c\0`],
  ['pict', '\0\0\0\0\0\0\0\x10\0\x10\0\x11\x02\xff\x0c\0'],
  ['pict', `${'\0'.repeat(512)}\0\x20\0\0\0\0\0\x10\0\x10\x11\x01\x98\0`],
  ['pnm', 'P6\n# made by hand\n640 480\n255\n\x01\x02'],
  ['pnm', 'P1 2 1 01'],
  ['pnm', 'P7\nWIDTH 4\nHEIGHT 4\n'],
  ['text', 'P3 players, 12 of them'],
  ['tga', '\0\0\x02\0\0\0\0\0\0\0\0\0\x80\x02\xe0\x01\x18\x20'],
  ['tga', '\x04\x01\x09\0\0\0\x01\x18\0\0\0\0\x80\x02\xe0\x01\x08\0name'],
  ['tga', '\0\0\x0b\0\0\0\0\0\0\0\0\0\x80\x02\xe0\x01\x08\x20'],
  ['unknown', '\0\0\x01\0\x01\0\x20\x20\0\0\x01\0\x20\0\xa8\x10\0\0'],
  ['unknown', '\0\0\x02\0\x01\0\x20\x20\0\0\x01\0\x20\0\x20\x10\0\0'],
  ['svg', '<svg xmlns="http://www.w3.org/2000/svg">'],
  ['svg', '\xef\xbb\xbf<?xml version="1.0"?>\n<!-- drawn by hand -->\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">\n<svg:svg>'],
  ['xml', '<?xml version="1.0"?><catalog/>'],
  ['xml', '<note>an svg is not here: <svg/></note>'],
  ['xml', `\xff\xfe${Array.from('<?xml version="1.0"?><a/>', (letter) => `${letter}\0`).join('')}`],
  ['vtt', 'WEBVTT\n\n00:01.000 --> 00:02.000'],
  ['text', 'body { color: red }'],
  ['empty', ''],
  ['unknown', '\0\x01\x02\x03\x04\x05\x06'],
];

for (const [kind, content] of examples) {
  test(`content beginning ${JSON.stringify(content.slice(0, 24))} is ${kind}`, () => {
    assert.equal(sniff(bytes(content)), kind);
  });
}

test('an archive from before the ustar mark is known by its checksum', () => {
  const header = Buffer.alloc(512);
  header.write('photo.jpg');
  header.write('0000644\0', 100, 'latin1');
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  assert.equal(sniff(header), 'tar');
  header.write('Photo', 0);
  assert.equal(sniff(header), 'unknown');
});

test('any first bytes are answered, however short', () => {
  for (const [, content] of examples) {
    for (let length = 0; length <= content.length; length++) assert.equal(typeof sniff(bytes(content.slice(0, length))), 'string');
  }
});

test('a comment without an end costs no more than a scan', () => {
  const startMs = performance.now();
  assert.equal(sniff(bytes(`<?xml version="1.0"?>${'<!-- '.repeat(800)}`)), 'xml');
  assert.ok(performance.now() - startMs < 200);
});

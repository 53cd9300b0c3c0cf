import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { bytesSource, sniff, sniffBytes } from '#formats';
import { asImage, motif } from '#test/build/images';
import { exiftoolTags, tagText, tagTexts } from '#test/build/exiftool';
import { completePacket } from '../xmp/write.ts';
import { embeddedBlocks } from './blocks.ts';
import { embeddedMetadata, type EmbeddedMetadata } from './metadata.ts';

const picture = asImage(motif({ widthPx: 32, heightPx: 24 })).toColourspace('srgb');

function read(path: string): EmbeddedMetadata {
  const bytes = readFileSync(path);
  return embeddedMetadata(embeddedBlocks(bytesSource(bytes), sniff(bytes.subarray(0, sniffBytes))));
}

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'prepress-writers-'));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const exiftool = (path: string, ...words: readonly string[]): void => {
  execFileSync('exiftool', ['-q', '-overwrite_original', '-charset', 'UTF8', ...words, path], { stdio: ['ignore', 'ignore', 'pipe'] });
};

const said = { title: 'Ein „Stuhl“ 中', description: 'a < b & c', keywords: ['red', 'blau, grün', 'R&D'], creators: ['Ann', 'Bob'], rights: '© 2020' };
const about = ({ title, description, keywords, creators, rights }: EmbeddedMetadata): object => ({ title, description, keywords, creators, rights });

for (const format of ['jpeg', 'png', 'gif', 'webp', 'tiff', 'avif'] as const) {
  test(`XMP that exiftool writes into ${format} is read as it was meant`, () => inFolder(async (folder) => {
    const path = join(folder, `a.${format}`);
    writeFileSync(path, await picture.clone().toFormat(format).toBuffer());
    exiftool(path, `-XMP-dc:Title=${said.title}`, `-XMP-dc:Description=${said.description}`, ...said.keywords.map((word) => `-XMP-dc:Subject=${word}`),
      ...said.creators.map((name) => `-XMP-dc:Creator=${name}`), `-XMP-dc:Rights=${said.rights}`);
    assert.deepEqual(about(read(path)), said);
  }));
}

for (const format of ['jpeg', 'tiff', 'png', 'webp', 'avif'] as const) {
  test(`EXIF that exiftool writes into ${format} is read as it was meant`, () => inFolder(async (folder) => {
    const path = join(folder, `a.${format}`);
    writeFileSync(path, await picture.clone().toFormat(format).toBuffer());
    exiftool(path, `-IFD0:XPTitle=${said.title}`, `-IFD0:ImageDescription=${said.description}`, '-IFD0:XPKeywords=red;blau, grün;R&D', '-IFD0:Artist=Ann;Bob', '-IFD0:Copyright=(c)');
    assert.deepEqual(about(read(path)), { ...said, rights: '(c)' });
  }));
}

for (const format of ['jpeg', 'tiff'] as const) {
  for (const charset of ['UTF8', 'Latin']) {
    test(`IPTC that exiftool writes into ${format} as ${charset} is read as it was meant`, () => inFolder(async (folder) => {
      const path = join(folder, `a.${format}`);
      writeFileSync(path, await picture.clone().toFormat(format).toBuffer());
      const title = charset === 'UTF8' ? said.title : 'Ein Stühlchen';
      exiftool(path, ...(charset === 'UTF8' ? ['-IPTC:CodedCharacterSet=UTF8'] : []), `-IPTC:ObjectName=${title}`, `-IPTC:Caption-Abstract=${said.description}`,
        ...said.keywords.map((word) => `-IPTC:Keywords=${word}`), ...said.creators.map((name) => `-IPTC:By-line=${name}`), `-IPTC:CopyrightNotice=${said.rights}`,
        '-IPTC:DateCreated=2020:01:31', '-IPTC:TimeCreated=12:00:00+01:00');
      assert.deepEqual(about(read(path)), { ...said, title });
      assert.equal(read(path).createdOn, '2020-01-31T12:00:00+01:00');
    }));
  }
}

test('an extended packet that exiftool writes is joined', () => inFolder(async (folder) => {
  const path = join(folder, 'a.jpeg');
  writeFileSync(path, await picture.clone().jpeg().toBuffer());
  const long = 'word '.repeat(30_000).trim();
  exiftool(path, `-XMP-dc:Title=${said.title}`, `-XMP-photoshop:Instructions=short`);
  writeFileSync(join(folder, 'long.txt'), long);
  exiftool(path, `-XMP-dc:Description<=${join(folder, 'long.txt')}`);
  const metadata = read(path);
  assert.equal(metadata.title, said.title);
  assert.equal(metadata.description, long.slice(0, 32_767).trim());
}));

test('a new packet is whole for exiftool and holds what was put into it', () => inFolder(async (folder) => {
  const path = join(folder, 'a.xmp');
  writeFileSync(path, completePacket(undefined, { ...said, subjects: said.keywords })!);
  const tags = (await exiftoolTags([path], ['-XMP:all', '-validate', '-warning', '-error'])).get(path)!;
  assert.deepEqual([tags['ExifTool:Warning'], tags['ExifTool:Error']], [undefined, undefined]);
  assert.deepEqual({
    title: tagText(tags, 'XMP-dc:Title'), description: tagText(tags, 'XMP-dc:Description'), keywords: tagTexts(tags, 'XMP-dc:Subject'),
    creators: tagTexts(tags, 'XMP-dc:Creator'), rights: tagText(tags, 'XMP-dc:Rights'),
  }, said);
}));

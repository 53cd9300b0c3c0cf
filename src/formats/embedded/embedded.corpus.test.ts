import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { bytesSource, sniff, sniffBytes, xmpFacts, completePacket } from '#formats';
import { corpusFacts, corpusFolder, hasCorpus } from '#test/build/corpus';
import { exiftoolTags, tagText, tagTexts } from '#test/build/exiftool';
import { embeddedBlocks } from './blocks.ts';
import { embeddedMetadata } from './metadata.ts';

const folders = ['raster', 'colour', 'clippath', 'psd', 'tiny', 'hostile', 'eps_ps_ai', 'pdf'];
const tags = [
  'XMP-dc:Title', 'XMP-dc:Description', 'XMP-dc:Subject', 'XMP-dc:Creator', 'XMP-dc:Rights', 'XMP-photoshop:Headline',
  'IPTC:ObjectName', 'IPTC:Headline', 'IPTC:Caption-Abstract', 'IPTC:Keywords', 'IPTC:By-line', 'IPTC:CopyrightNotice',
  'IFD0:ImageDescription', 'IFD0:Artist', 'IFD0:Copyright', 'IFD0:XPTitle', 'IFD0:XPComment', 'IFD0:XPKeywords',
].map((tag) => `-${tag}`);

test('title, description, keywords, people and rights of every file are those that exiftool reads', async (context) => {
  if (!hasCorpus) {
    context.diagnostic(`no corpus at ${corpusFolder}: nothing was tried (PREPRESS_CORPUS names another place)`);
    return;
  }
  // Films say things too, in ways nobody reads here.
  const paths = corpusFacts(folders).filter(({ file }) => !file.endsWith('.avi')).map(({ file }) => join(corpusFolder, file));
  const judged = await exiftoolTags(paths, tags);
  let told = 0;
  for (const path of paths) {
    const read = judged.get(path) ?? {};
    const bytes = readFileSync(path);
    const metadata = embeddedMetadata(embeddedBlocks(bytesSource(bytes), sniff(bytes.subarray(0, sniffBytes))));
    const lists = (...names: readonly string[]): readonly string[] =>
      names.map((name) => [...new Set(tagTexts(read, name))]).find((list) => list.length > 0) ?? [];
    assert.deepEqual({ ...metadata, packet: undefined, createdOn: undefined }, {
      packet: undefined, createdOn: undefined,
      title: tagText(read, 'XMP-dc:Title', 'XMP-photoshop:Headline', 'IPTC:ObjectName', 'IPTC:Headline', 'IFD0:XPTitle'),
      description: tagText(read, 'XMP-dc:Description', 'IPTC:Caption-Abstract', 'IFD0:ImageDescription', 'IFD0:XPComment'),
      keywords: lists('XMP-dc:Subject', 'IPTC:Keywords'),
      creators: lists('XMP-dc:Creator', 'IPTC:By-line', 'IFD0:Artist'),
      rights: tagText(read, 'XMP-dc:Rights', 'IPTC:CopyrightNotice', 'IFD0:Copyright'),
    }, path);
    if (metadata.title ?? metadata.description ?? metadata.rights ?? metadata.keywords[0]) told += 1;
  }
  assert.ok(paths.length > 140 && told > 10, `${told} of ${paths.length}`);
});

test('a subject more changes nothing else in any packet of the corpus, byte for byte and for exiftool', async (context) => {
  if (!hasCorpus) {
    context.diagnostic(`no corpus at ${corpusFolder}: nothing was tried (PREPRESS_CORPUS names another place)`);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'prepress-packets-'));
  context.after(() => { rmSync(folder, { recursive: true }); });
  const pairs: { readonly file: string; readonly before: string; readonly after: string }[] = [];
  for (const { file } of corpusFacts(folders)) {
    const bytes = readFileSync(join(corpusFolder, file));
    const { xmp } = embeddedBlocks(bytesSource(bytes), sniff(bytes.subarray(0, sniffBytes)));
    if (!xmp) continue;
    const before = xmpFacts(xmp);
    const after = completePacket(xmp, { subjects: ['ein Wörtchen'] })!;
    assert.deepEqual(xmpFacts(after), { ...before, subjects: [...before.subjects, 'ein Wörtchen'] }, file);
    assertOnlyInserted(Buffer.from(xmp), Buffer.from(after), file);
    const paths = { before: join(folder, `${pairs.length}-before.xmp`), after: join(folder, `${pairs.length}-after.xmp`) };
    writeFileSync(paths.before, xmp);
    writeFileSync(paths.after, after);
    pairs.push({ file, ...paths });
  }
  assert.ok(pairs.length > 60, String(pairs.length));
  const judged = await exiftoolTags(pairs.flatMap(({ before, after }) => [before, after]), ['-a', '-struct', '-XMP:all']);
  for (const { file, before, after } of pairs) {
    const [old, now] = [judged.get(before)!, judged.get(after)!];
    const unchanged = { SourceFile: '', 'XMP-dc:Subject': '' };
    assert.deepEqual({ ...now, ...unchanged }, { ...old, ...unchanged }, file);
    assert.deepEqual(tagTexts(now, 'XMP-dc:Subject'), [...tagTexts(old, 'XMP-dc:Subject'), 'ein Wörtchen'], file);
  }
});

/** What is there after was there before, but for one or two pieces that were put in, or a bag that was empty. */
function assertOnlyInserted(before: Buffer, after: Buffer, file: string): void {
  const start = before.findIndex((byte, index) => byte !== after[index]);
  let end = 0;
  while (before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const lost = before.subarray(start, before.length - end).toString();
  assert.ok(lost === '' || /^[\s<>/a-z:]{0,120}$/i.test(lost), `${file}: ${lost}`);
  assert.ok(after.length - before.length < 400, file);
}

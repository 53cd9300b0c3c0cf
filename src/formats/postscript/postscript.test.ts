import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '#base';
import { bytesSource, embeddedBlocks, postScriptSections, readPostScriptComments, sectionSource } from '#formats';
import { photoshopResource } from '#test/build/images';
import { xmpPacket } from '#test/build/metadata';
import { dosEps, eps, photoshopEps, postScript } from '#test/build/postscript';

const comments = (bytes: Uint8Array): ReturnType<typeof readPostScriptComments> => readPostScriptComments(bytesSource(bytes));
const box = (...[leftPt, bottomPt, rightPt, topPt]: readonly [number, number, number, number]): object => ({ leftPt, bottomPt, rightPt, topPt });

test('the fine box counts before the whole one, whatever ends the lines', () => {
  for (const lineEnd of ['\n', '\r', '\r\n'] as const) {
    const said = comments(postScript({ isEps: true, lineEnd, comments: ['BoundingBox: 0 -1 12 11', 'HiResBoundingBox: 0.5 -0.25 11.5 10.75'] }));
    assert.deepEqual([said.isEps, said.box], [true, box(0.5, -0.25, 11.5, 10.75)]);
  }
});

test('a box, pages and a level are read', () => {
  const said = comments(postScript({ comments: ['BoundingBox: 0 0 612 792', 'Pages: 3', 'LanguageLevel: 2', 'Creator: (A maker)', 'Title: of it all'] }));
  assert.deepEqual(said, {
    isEps: false, box: box(0, 0, 612, 792), pages: 3, languageLevel: 2, creator: 'A maker', title: 'of it all', imageData: undefined,
  });
});

test('what is announced for the end is read there, the last one of it', () => {
  const said = comments(postScript({
    comments: ['BoundingBox: (atend)', 'Pages: (atend)'], body: '%%BoundingBox: 9 9 10 10\nshowpage',
    trailer: ['BoundingBox: 1 1 2 2', 'Pages: 1', 'BoundingBox: 3 4 5 6', 'Pages: 2'],
  }));
  assert.deepEqual([said.box, said.pages], [box(3, 4, 5, 6), 2]);
});

test('boxes that are empty, turned round, no numbers or beyond all measure are none', () => {
  for (const said of ['0 0 0 0', '10 10 5 20', '0 0 x 10', '0 0 NaN 10', '0 0 1e9 10', '1 2 3', '', '(atend)', '(nowhere)']) {
    assert.equal(comments(postScript({ isEps: true, comments: [`BoundingBox: ${said}`], trailer: ['Pages: 1'] })).box, undefined, said);
  }
});

test('comments behind the header are not its own: an EPS that is placed in the drawing has a box too', () => {
  const said = comments(postScript({ comments: ['Pages: 1'], body: 'gsave\n%%BeginDocument: x\n%%BoundingBox: 1 1 2 2\n%%EndDocument' }));
  assert.equal(said.box, undefined);
});

test('a header for DOS leads to the program and its preview, in either order', () => {
  const program = eps([0, 0, 10, 10], 'showpage');
  for (const isInFront of [true, false]) {
    for (const kind of ['tiff', 'wmf'] as const) {
      const source = bytesSource(dosEps(program, { kind, bytes: Buffer.from('a small picture'), isInFront }));
      const { program: section, preview } = postScriptSections(source);
      assert.deepEqual(Buffer.from(sectionSource(source, section).read(0, section.sizeBytes)), program);
      assert.equal(preview?.kind, kind);
      assert.equal(Buffer.from(source.read(preview.offset, preview.sizeBytes)).toString(), 'a small picture');
    }
  }
});

test('a header that leads nowhere is broken, and a preview that is not there is none', () => {
  const whole = dosEps(eps([0, 0, 10, 10], 'showpage'), { kind: 'tiff', bytes: Buffer.from('a small picture') });
  assert.equal(postScriptSections(bytesSource(whole.subarray(0, whole.length - 1))).preview, undefined);
  for (const length of [4, 29, 30, 60]) {
    assert.throws(() => postScriptSections(bytesSource(whole.subarray(0, length))), (thrown) => thrown instanceof Failure && thrown.code === 'BROKEN_FILE');
  }
});

test('a picture of Photoshop says its size and colours', () => {
  const bytes = photoshopEps({ widthPx: 4, heightPx: 3, resolutionPpi: 300, colour: 'cmyk' }, () => [0, 0, 0, 0]);
  assert.deepEqual(comments(bytes).imageData, { widthPx: 4, heightPx: 3, bitsPerComponent: 8, colour: 'cmyk', extraChannels: 0 });
});

test('an EPS brings the resources of Photoshop and its packet; a comment says which of several', () => {
  const packets = ['first', 'last'].map((word) => xmpPacket(`<dc:title>${word}</dc:title>`));
  const body = packets.map((packet) => packet.toString('latin1')).join('\n');
  const found = (hint: string): Uint8Array | undefined =>
    embeddedBlocks(bytesSource(Buffer.from(`%!PS-Adobe-3.0 EPSF-3.0\n${hint}%%EndComments\n${body}\nshowpage\n`, 'latin1')), 'postscript').xmp;
  assert.deepEqual(Buffer.from(found('%ADO_ContainsXMP: MainFirst\n')!), packets[0]);
  assert.deepEqual(Buffer.from(found('%ADO_ContainsXMP: MainLast\n')!), packets[1]);
  assert.deepEqual(Buffer.from(found('')!), packets[0]);
  assert.equal(found('%ADO_ContainsXMP: NoMain\n'), undefined);
  const resources = photoshopResource(1060, '', packets[1]!);
  const picture = photoshopEps({ widthPx: 2, heightPx: 2, resolutionPpi: 72, colour: 'rgb' }, () => [0, 0, 0], resources);
  const wrapped = dosEps(picture, { kind: 'tiff', bytes: Buffer.from('x'), isInFront: true });
  assert.deepEqual(embeddedBlocks(bytesSource(wrapped), 'dosEps').photoshop, new Uint8Array(resources));
  assert.deepEqual(Buffer.from(embeddedBlocks(bytesSource(wrapped), 'dosEps').xmp!), packets[1]);
});

test('cut off anywhere or damaged anywhere, nothing but a failure comes of it', () => {
  const whole = dosEps(postScript({ isEps: true, comments: ['BoundingBox: (atend)'], body: xmpPacket('<dc:title>t</dc:title>').toString('latin1'), trailer: ['BoundingBox: 0 0 9 9'] }),
    { kind: 'tiff', bytes: Buffer.from('a small picture'), isInFront: true });
  const read = (bytes: Uint8Array): void => {
    try {
      const source = bytesSource(bytes);
      readPostScriptComments(sectionSource(source, postScriptSections(source).program));
    } catch (thrown) {
      assert.ok(thrown instanceof Failure && thrown.code === 'BROKEN_FILE', String(thrown));
    }
    embeddedBlocks(bytesSource(bytes), 'dosEps');
  };
  for (let length = 0; length < whole.length; length++) read(whole.subarray(0, length));
  for (let at = 0; at < 600; at++) {
    for (const value of [0, 0x28, 0x7f, 0xff]) read(Buffer.concat([whole.subarray(0, at), Buffer.of(value), whole.subarray(at + 1)]));
  }
});

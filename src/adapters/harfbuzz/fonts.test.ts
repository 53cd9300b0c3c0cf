import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { readFontAscent, readFontNames } from '#formats';
import { blockFont } from '#test/build/fonts';
import { temporaryFolder, writeTemporary } from '#test/build/pyramids';
import { openHarfbuzzFonts } from './index.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
before(async () => { folder = await temporaryFolder(); });
after(() => folder.remove());

test('a font tells its lines, its glyphs and their outlines', async () => {
  const path = await writeTemporary(folder.path, 'blocks.ttf', blockFont({ lineGap: 90 }));
  const font = await openHarfbuzzFonts().open(path);
  assert.deepEqual([font.unitsPerEm, font.ascent, font.descent, font.lineGap], [1000, 800, 200, 90]);
  assert.equal(readFontAscent(blockFont({ lineGap: 90 })), font.ascent / font.unitsPerEm);
  const glyphs = font.shape('H i', { isKerned: true });
  assert.deepEqual(glyphs.map(({ cluster, advance, xOffset }) => [cluster, advance, xOffset]), [[0, 700, 0], [1, 500, 0], [2, 300, 0]]);
  assert.deepEqual(font.outline(glyphs[2]!.glyph).filter(({ kind }) => kind !== 'Z').map(({ values }) => values.join()).slice(0, 4), ['100,0', '100,500', '200,500', '200,0']);
  assert.deepEqual(font.outline(glyphs[1]!.glyph), []);
  assert.equal(font.shape('?', { isKerned: true })[0]!.glyph, 0, 'what a font lacks is its first glyph');
});

test('names are read without opening, bold and italic told apart', async () => {
  for (const [isBold, isItalic, full] of [[false, false, 'Blocks Regular'], [true, false, 'Blocks Bold'], [true, true, 'Blocks BoldItalic']] as const) {
    assert.deepEqual(readFontNames(blockFont({ isBold, isItalic })), { family: 'Blocks', full, postScript: full.replace(' ', '-'), isBold, isItalic });
  }
});

test('the one kept longest unused leaves, and comes back when it is asked for', async () => {
  const fonts = openHarfbuzzFonts({ kept: 1 });
  const [first, second] = await Promise.all(['a', 'b'].map((name) => writeTemporary(folder.path, `${name}.ttf`, blockFont({ family: name }))));
  const opened = await fonts.open(first!);
  assert.equal(await fonts.open(first!), opened);
  await fonts.open(second!);
  assert.notEqual(await fonts.open(first!), opened);
});

test('files that are no fonts, and fonts that are cut off or damaged, are refused or drawn, never worse', async () => {
  const whole = blockFont();
  const fonts = openHarfbuzzFonts({ kept: 2 });
  const isHandled = async (bytes: Uint8Array, name: string): Promise<void> => {
    try {
      const font = await fonts.open(await writeTemporary(folder.path, name, bytes));
      for (const { glyph } of font.shape('HOg<', { isKerned: true })) font.outline(glyph);
    } catch (thrown) {
      assert.equal((thrown as { code?: string }).code, 'BROKEN_FILE');
    }
  };
  await assert.rejects(fonts.open(await writeTemporary(folder.path, 'text.ttf', Buffer.from('no font at all'))), { code: 'BROKEN_FILE' });
  await assert.rejects(fonts.open(await writeTemporary(folder.path, 'empty.ttf', Buffer.alloc(0))), { code: 'BROKEN_FILE' });
  for (let length = 1; length < whole.length; length += 13) await isHandled(whole.subarray(0, length), `cut${length}.ttf`);
  let round = 0;
  await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 30 }), async (changes) => {
    const bytes = Uint8Array.from(whole);
    for (const [at, value] of changes) bytes[at] = value;
    await isHandled(bytes, `odd${round++}.ttf`);
  }), { numRuns: 200 });
});

test('no byte of a name table can hurt', () => {
  const whole = blockFont();
  fc.assert(fc.property(fc.nat(whole.length), fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 40 }), (length, changes) => {
    const bytes = Uint8Array.from(whole);
    for (const [at, value] of changes) bytes[at] = value;
    try {
      readFontNames(bytes.subarray(0, length));
      readFontAscent(bytes.subarray(0, length));
    } catch (thrown) {
      assert.equal((thrown as { code?: string }).code, 'BROKEN_FILE');
    }
  }), { numRuns: 1000 });
});

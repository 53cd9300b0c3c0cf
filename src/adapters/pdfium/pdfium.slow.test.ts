import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { Failure } from '#base';
import { pdfBytes, type PdfDocument } from '#test/build/pdf';
import type { Documents, OpenDocument } from '#ports';
import { openPdfiumDocuments } from './open.ts';

let folder: string;
let documents: Documents;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prepress-pdfium-'));
  documents = openPdfiumDocuments();
});
after(() => rm(folder, { recursive: true }));

let files = 0;
async function opened(bytes: Uint8Array): Promise<OpenDocument> {
  const path = join(folder, `${files += 1}.pdf`);
  await writeFile(path, bytes);
  return documents.open(path);
}
const open = (document: PdfDocument): Promise<OpenDocument> => opened(pdfBytes(document));
const nothingWanted = { lines: false, links: false };
const corner = { content: '1 0 0 rg 0 50 100 50 re f' };

test('what nothing is painted on is transparent when that is asked, white otherwise', async () => {
  await using document = await open({ pages: [corner] });
  for (const colour of ['rgb', 'gray'] as const) {
    const as = { widthPx: 20, heightPx: 10, resolutionPpi: 7.2, colour };
    await using seen = await document.draw(1, { ...as, hasAlpha: true });
    const size = colour === 'rgb' ? 4 : 2;
    const rows = seen.rows(0, 10);
    assert.deepEqual([[...rows.subarray(0, size)], [...rows.subarray(19 * size, 20 * size)].at(-1)], [colour === 'rgb' ? [255, 0, 0, 255] : [77, 255], 0]);
    await using white = await document.draw(1, { ...as, hasAlpha: false });
    assert.deepEqual([...white.rows(9, 1).subarray(-1)], [255]);
  }
});

test('a page larger than its bitmap is drawn in bands, which join without a seam and may be asked for in any order', async () => {
  await using document = await open({ pages: [{ content: '0 0 1 rg 0 0 200 100 re f 1 0 0 rg 0 0 m 200 100 l 200 0 l f' }] });
  const [widthPx, heightPx] = [8000, 4000];
  await using large = await document.draw(1, { widthPx, heightPx, resolutionPpi: 2880, colour: 'rgb', hasAlpha: false });
  const rowOf = (row: number): Uint8Array => large.rows(row, 1).slice() as Uint8Array;
  for (const row of [3900, 40, 2795, 2796, 2797, 60]) {
    const samples = rowOf(row);
    const edge = Math.round(((heightPx - row - 0.5) / heightPx) * widthPx);
    assert.deepEqual([samples[(edge - 3) * 3 + 2], samples[(edge + 3) * 3]], [255, 255], `row ${row}`);
  }
  const across = large.rows(2790, 12);
  assert.ok(Buffer.from(across.subarray(6 * widthPx * 3, 7 * widthPx * 3)).equals(Buffer.from(rowOf(2796))));
});

test('what was prepared is what is asked for; something else may be asked for instead', async () => {
  await using document = await open({ pages: [corner, { content: '0 1 0 rg 0 0 200 100 re f' }] });
  const as = { widthPx: 20, heightPx: 10, resolutionPpi: 7.2, colour: 'rgb', hasAlpha: false } as const;
  document.prepare!(2, nothingWanted, as);
  await using first = await document.draw(1, as);
  document.prepare!(2, nothingWanted, as);
  assert.deepEqual([...first.rows(0, 1).subarray(0, 3)], [255, 0, 0]);
  assert.deepEqual((await document.contentOf(2, nothingWanted)).lines, []);
  await using second = await document.draw(2, as);
  assert.deepEqual([...second.rows(5, 1).subarray(0, 3)], [0, 255, 0]);
  assert.deepEqual([...first.rows(0, 1).subarray(0, 3)], [255, 0, 0], 'the page before stays as it is');
  document.prepare!(99, nothingWanted, as);
  await assert.rejects(document.draw(99, as), { code: 'BROKEN_FILE' });
  await assert.rejects(document.draw(1, { ...as, colour: 'cmyk' }), { code: 'UNSUPPORTED_IMAGE' });
});

test('several documents are open side by side', async () => {
  await using one = await open({ pages: [{}] });
  await using two = await open({ pages: [{}, {}] });
  assert.deepEqual([one.pages, two.pages, await two.sizeOf(2)], [1, 2, { widthPt: 200, heightPt: 100 }]);
});

test('whatever is broken or cut off is refused as a file, or read as far as it goes', async () => {
  const whole = pdfBytes({
    pages: [{ content: 'BT /F1 12 Tf 10 50 Td (Hello) Tj ET q 50 0 0 50 0 0 cm /Im0 Do Q', picture: { widthPx: 2, heightPx: 2, samples: new Uint8Array(12) }, links: [{ rect: [0, 0, 9, 9], uri: 'https://example.com' }] }],
  });
  const survives = async (bytes: Uint8Array): Promise<void> => {
    try {
      await using document = await opened(bytes);
      for (let page = 1; page <= Math.min(document.pages, 3); page++) {
        await document.sizeOf(page);
        await document.contentOf(page, { lines: true, links: true });
        await using drawn = await document.draw(page, { widthPx: 40, heightPx: 20, resolutionPpi: 15, colour: 'rgb', hasAlpha: false });
        assert.equal(drawn.rows(0, 20).length, 40 * 20 * 3);
      }
    } catch (thrown) {
      assert.ok(thrown instanceof Failure && ['BROKEN_FILE', 'DOCUMENT_ENCRYPTED', 'MEMORY_LIMIT'].includes(thrown.code), String(thrown));
    }
  };
  for (let length = 0; length < whole.length; length += 37) await survives(whole.subarray(0, length));
  await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 }), async (changes) => {
    const bytes = Buffer.from(whole);
    for (const [at, value] of changes) bytes[at] = value;
    await survives(bytes);
  }), { numRuns: 60 });
});

test('a document that wants everything gets little: pages without end, forms inside each other, numbers of great size', async () => {
  const loop = Buffer.from(pdfBytes({ pages: [{ content: '/Fm0 Do' }] }).toString('latin1').replace('/Resources <<', '/Resources << /XObject << /Fm0 3 0 R >>'), 'latin1');
  const deep = pdfBytes({ pages: [{ content: `${'q '.repeat(100_000)}${'[ '.repeat(20_000)}` }] });
  const huge = pdfBytes({ pages: [{ mediaBox: [0, 0, 1e30, 1e30] }, { mediaBox: [5, 5, 5, 5] }, { mediaBox: [0, 0, 100, 100], content: '1e38 0 0 1e38 -1e38 1e38 cm 0 0 1e38 1e38 re f' }] });
  for (const bytes of [loop, deep, huge]) {
    await using document = await opened(bytes);
    for (let page = 1; page <= document.pages; page++) {
      const size = await document.sizeOf(page).catch((thrown: unknown) => thrown);
      assert.ok(size instanceof Failure ? size.code === 'BROKEN_FILE' : Number.isFinite((size as { readonly widthPt: number }).widthPt));
      if (size instanceof Failure) continue;
      await using drawn = await document.draw(page, { widthPx: 50, heightPx: 50, resolutionPpi: 36, colour: 'rgb', hasAlpha: false });
      assert.equal(drawn.rows(0, 50).length, 7500);
    }
  }
});

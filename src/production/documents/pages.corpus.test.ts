import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openPdfiumDocuments } from '#adapters/pdfium';
import { Failure } from '#base';
import { corpusFacts, corpusFolder, hasCorpus } from '#test/build/corpus';
import type { OpenDocument, PageBox } from '#ports';
import { searchWord } from './content.ts';
import { pageSizePx } from './plan.ts';

/* Real documents, judged by Poppler: pages, sizes, pixels, words and where they stand, links. */

const documents = hasCorpus
  ? [...corpusFacts(['pdf']).map(({ file }) => file), 'eps_ps_ai/XMP-Toolkit-SDK__BlueSquare.pdf', 'eps_ps_ai/XMP-Toolkit-SDK__BlueSquare.ai', 'hostile/Pillow__trailer_loop.pdf']
  : [];
const hasJudge = spawnSync('pdfinfo', ['-v']).status === 0;

/** Documents that are refused, and why: this one's page tree has a loop, and its second page is nowhere. */
const refused: Readonly<Record<string, string>> = { 'pdf/pdf.js__Pages-tree-refs.pdf': 'BROKEN_FILE' };

/** Words that Poppler finds otherwise: ligatures and accents that it puts together, and marks that stand high beside a word. */
const leastAlike: Readonly<Record<string, number>> = { 'pdf/pdf.js__tracemonkey.pdf': 0.99, 'pdf/pdf.js__tracemonkey_a11y.pdf': 0.98, 'pdf/pdf.js__paragraph_and_link.pdf': 0.9 };

const judge = (program: string, ...given: readonly string[]): string =>
  execFileSync(program, given, { encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'ignore'] });

/** Mean differences beyond the usual, as measured. PDFium follows sampled functions of two inputs along their axes only, so that the far
 *  corner of such a shading has another colour; small letters are drawn a little heavier than by Poppler, page by page. */
const mostApartOf: Readonly<Record<string, number>> = { 'pdf/pdf.js__function_based_shading_cmyk.pdf': 36, 'pdf/pdf.js__tracemonkey.pdf': 4 };
const usuallyApart = 2.5;

type Word = { readonly text: string; readonly xPt: number; readonly yPt: number };

for (const file of documents.length > 0 ? documents : ['none']) {
  test(`${file} is to us what it is to Poppler`, async (context) => {
    if (!hasCorpus || !hasJudge) {
      context.diagnostic(hasCorpus ? 'poppler-utils are not installed: nothing was judged' : `no corpus at ${corpusFolder}: nothing was tried`);
      return;
    }
    const path = join(corpusFolder, file);
    await using document = await openPdfiumDocuments().open(path);
    const info = judge('pdfinfo', '-l', '9999', path);
    assert.equal(document.pages, Number(/Pages:\s+(\d+)/.exec(info)?.[1]));
    const look = async (): Promise<void> => {
      await sameSizes(document, info);
      await sameWords(document, path, leastAlike[file] ?? 1);
      await sameLinks(document, path);
      await samePixels(document, path, mostApartOf[file] ?? usuallyApart);
    };
    const code = refused[file];
    if (code === undefined) await look();
    else await assert.rejects(look(), (thrown) => thrown instanceof Failure && thrown.code === code);
  });
}

async function sameSizes(document: OpenDocument, info: string): Promise<void> {
  for (let page = 1; page <= document.pages; page++) {
    const [, width, height] = new RegExp(`Page\\s+${page} size:\\s+([\\d.]+) x ([\\d.]+)`).exec(info)!.map(Number) as [number, number, number];
    const isTurned = /90|270/.test(new RegExp(`Page\\s+${page} rot:\\s+(\\d+)`).exec(info)?.[1] ?? '0');
    const { widthPt, heightPt } = await document.sizeOf(page);
    const expected = isTurned ? [height, width] : [width, height];
    assert.ok(Math.abs(widthPt - expected[0]!) < 0.01 && Math.abs(heightPt - expected[1]!) < 0.01, `page ${page}: ${widthPt} × ${heightPt} instead of ${expected.join(' × ')}`);
  }
}

async function sameWords(document: OpenDocument, path: string, least: number): Promise<void> {
  const unescape = (text: string): string => text.replace(/&(lt|gt|quot|amp|#39);/g, (_all, name: string) => ({ lt: '<', gt: '>', quot: '"', amp: '&', '#39': "'" })[name]!);
  const pages = judge('pdftotext', '-bbox', path, '-').split('<page ').slice(1);
  let [same, all] = [0, 0];
  for (let page = 1; page <= document.pages; page++) {
    const { lines } = await document.contentOf(page, { lines: true, links: false });
    const ours = lines.flatMap(({ words }) => words).map(({ text, box }) => wordAt(text, box)).filter(isSearched);
    const theirs = [...(pages[page - 1] ?? '').matchAll(/<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)<\/word>/g)].map((word) =>
      wordAt(unescape(word[5]!), { leftPt: Number(word[1]), topPt: Number(word[2]), rightPt: Number(word[3]), bottomPt: Number(word[4]) })).filter(isSearched);
    const left = [...ours];
    for (const word of theirs) {
      const at = left.findIndex((one) => one.text === word.text && Math.abs(one.xPt - word.xPt) < 3 && Math.abs(one.yPt - word.yPt) < 4);
      if (at < 0) continue;
      same += 1;
      left.splice(at, 1);
    }
    all += Math.max(ours.length, theirs.length);
  }
  // One of the documents has codes that nobody gives a meaning to.
  if (path.endsWith('arial_unicode_ab_cidfont.pdf')) return;
  assert.ok(same >= all * least, `${same} of ${all} words are the same`);
}

function wordAt(text: string, { leftPt, topPt, rightPt, bottomPt }: PageBox): Word {
  return { text: searchWord(text) ?? '', xPt: (leftPt + rightPt) / 2, yPt: (topPt + bottomPt) / 2 };
}

function isSearched({ text }: Word): boolean {
  return text !== '';
}

async function sameLinks(document: OpenDocument, path: string): Promise<void> {
  const theirs = judge('pdfinfo', '-url', '-l', '9999', path).split('\n').slice(1).flatMap((line) => /Annotation\s+(.*)$/.exec(line)?.[1] ?? []);
  const ours: string[] = [];
  for (let page = 1; page <= document.pages; page++) ours.push(...(await document.contentOf(page, { lines: false, links: true })).links.map(({ uri }) => uri));
  assert.deepEqual(ours, theirs);
}

/** Pixels an inch at which drawings are compared. */
const comparedPpi = 60;

async function samePixels(document: OpenDocument, path: string, most: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'prepress-poppler-'));
  try {
    judge('pdftoppm', '-r', String(comparedPpi), path, join(folder, 'page'));
    const files = (await readdir(folder)).toSorted();
    assert.equal(files.length, document.pages);
    for (const [index, name] of files.entries()) {
      const [, width, height] = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec((await readFile(join(folder, name))).toString('latin1', 0, 40))!.map(Number) as [number, number, number];
      const expected = (await readFile(join(folder, name))).subarray(-width * height * 3);
      const size = pageSizePx(await document.sizeOf(index + 1), comparedPpi);
      assert.deepEqual(size, { widthPx: width, heightPx: height }, name);
      await using drawn = await document.draw(index + 1, { ...size, resolutionPpi: comparedPpi, colour: 'rgb', hasAlpha: false });
      const apart = meanApart(drawn.rows(0, size.heightPx), expected, size);
      assert.ok(apart <= most, `${name}: ${apart.toFixed(1)} of 255 apart on average`);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Edge of the squares whose means are compared: how the edges of letters are smoothed is left to each. */
const squarePx = 10;

/** Mean difference of the means of squares. */
function meanApart(ours: ArrayLike<number>, theirs: ArrayLike<number>, { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number }): number {
  let [sum, squares] = [0, 0];
  for (let top = 0; top < heightPx; top += squarePx) {
    for (let left = 0; left < widthPx; left += squarePx, squares++) {
      for (let component = 0; component < 3; component++) {
        let [difference, pixels] = [0, 0];
        for (let y = top; y < Math.min(heightPx, top + squarePx); y++) {
          for (let x = left; x < Math.min(widthPx, left + squarePx); x++, pixels++) difference += ours[(y * widthPx + x) * 3 + component]! - theirs[(y * widthPx + x) * 3 + component]!;
        }
        sum += Math.abs(difference) / pixels / 3;
      }
    }
  }
  return sum / squares;
}

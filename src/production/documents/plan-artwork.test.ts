import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '#base';
import { uploadOptions } from '#test/build/upload-options';
import { makePlan } from '../make-plan.ts';
import type { Plan, Step } from '../plan.ts';
import { defaultProductionLimits } from '../settings.ts';
import type { UploadOptions } from '../types.ts';
import type { DocumentProbe } from './types.ts';

const plain = uploadOptions();
const half = { widthPt: 288, heightPt: 144 };

function planned(fileName: string, document: DocumentProbe, options: Partial<UploadOptions> = {}): Plan {
  const type = fileName.endsWith('.ai') ? 'Illustrator' : 'PostScript';
  const probe = { fileName, extension: fileName.split('.').at(-1)!, isHidden: false, type, kind: 'postscript', sizeBytes: 99, image: undefined, profile: undefined, document } as const;
  const verdict = makePlan(probe, { ...plain, ...options }, defaultProductionLimits, { javascriptUploadEnabled: false, pdfProcessingPageLimit: 3 });
  assert.ok(verdict.kind === 'plan');
  return verdict.plan;
}

const pagesOf = ({ steps }: Plan): readonly Extract<Step, { kind: 'page' }>[] => steps.filter((step) => step.kind === 'page');

test('a page that is alone takes the name of its document, several are numbered, and none are bound', () => {
  assert.deepEqual(pagesOf(planned('logo.eps', { pages: 1, sizes: [half] })).map(({ name, part, drawing }) => [name, part, drawing.widthPx, drawing.heightPx]), [['logo', 'page 1', 600, 300]]);
  const book = planned('book.ps', { pages: 2, sizes: [half, half] }, { pdf: { ...plain.pdf, catalog: true } });
  assert.deepEqual(book.steps.map((step) => [step.kind, 'name' in step && step.name]), [['page', 'book-1'], ['page', 'book-2']]);
  assert.deepEqual([book.derivedBy, book.price.pixels], ['PostScriptRip', 360_000]);
});

test('each kind of document goes by its own block', () => {
  const options = { postScript: { ...plain.postScript, resolutionPpi: 72, alpha: true }, illustrator: { ...plain.illustrator, resolutionPpi: 36, colour: 'Gray' } } as const;
  const drawing = (fileName: string) => { const { widthPx, colour, hasAlpha } = pagesOf(planned(fileName, { pages: 1, sizes: [half], colours: ['cmyk'] }, options))[0]!.drawing; return [widthPx, colour, hasAlpha]; };
  assert.deepEqual([drawing('a.eps'), drawing('a.ai')], [[288, 'cmyk', true], [144, 'gray', false]]);
});

test('words are kept of PostScript alone, and only where they are wanted', () => {
  const content = (fileName: string, extractSearchWords: boolean) => pagesOf(planned(fileName, { pages: 1, sizes: [half] }, { postScript: { ...plain.postScript, extractSearchWords } }))[0]!.content;
  assert.deepEqual([content('a.ps', true), content('a.ps', false), content('a.ai', true)], [{ lines: true, links: false }, { lines: false, links: false }, { lines: false, links: false }]);
});

test('a finer picture of Photoshop keeps its resolution unless one is asked for; a coarser one does not', () => {
  const widthPx = (pictureResolutionPpi: number, isResolutionChosen?: true) =>
    pagesOf(planned('a.eps', { pages: 1, sizes: [half], pictureResolutionPpi }, { postScript: { ...plain.postScript, ...(isResolutionChosen && { isResolutionChosen }) } }))[0]!.drawing.widthPx;
  assert.deepEqual([widthPx(300), widthPx(300, true), widthPx(72)], [1200, 600, 600]);
});

test('a path makes a mask where that is asked, of a page that is alone', () => {
  const kinds = (createMask: boolean, pages: number) => pagesOf(planned('a.eps', { pages, sizes: Array.from({ length: pages }, () => half), clippingPathName: 'Shape' }, { createMask })).map(({ steps }) => steps[0]!.kind);
  assert.deepEqual([kinds(true, 1), kinds(false, 1), kinds(true, 2)], [['clipPath'], ['pyramid'], ['pyramid', 'pyramid']]);
});

test('above the limit of pages none is made; no page, and too many pixels, are refused', () => {
  const many = planned('book.ps', { pages: 4, sizes: [half] });
  assert.deepEqual([many.steps, many.warnings], [[], [{ key: 'log.tooManyPages', params: { pages: 4, limit: 3 } }]]);
  const refused = (code: string) => (thrown: unknown): boolean => thrown instanceof Failure && thrown.code === code;
  assert.throws(() => planned('a.ps', { pages: 0, sizes: [] }), refused('BROKEN_FILE'));
  assert.throws(() => planned('a.ps', { pages: 1, sizes: [{ widthPt: 14_400, heightPt: 14_400 }] }), refused('PIXEL_LIMIT'));
});

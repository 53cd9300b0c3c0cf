import type { Loan, Pdfium } from './library.ts';

/** @source pdfium: public/fpdf_edit.h, FPDF_PAGEOBJ_*; FPDF_TEXTRENDERMODE_INVISIBLE */
const objectType = { text: 1, form: 5 } as const;
const invisible = 3;
const deepestForm = 8;
const longestNameBytes = 256;
/** Enough for any report; a page of more objects is not searched to its end. */
const mostObjects = 200_000;

/** The library has stand-ins of equal widths for these. @source ISO 32000-1 §9.6.2.2 */
const standard = /^(Helvetica|Times|Courier)(-(Bold|Roman|Italic|Oblique|BoldItalic|BoldOblique))?$|^(Symbol|ZapfDingbats)$/;

/** Names of fonts that visible text of a loaded page asks for and that something else stands in for. */
export function replacedFonts(library: Pdfium, page: number, loan: Loan): readonly string[] {
  const names = new Set<string>();
  const seen = new Set<number>();
  const room = loan.room(longestNameBytes);
  let objects = 0;

  function look(count: number, objectAt: (index: number) => number, depth: number): void {
    for (let index = 0; index < count && objects < mostObjects; index++, objects++) {
      const object = objectAt(index);
      const type = library.FPDFPageObj_GetType(object);
      if (type === objectType.text) lookAtText(object);
      if (type === objectType.form && depth < deepestForm) {
        look(library.FPDFFormObj_CountObjects(object), (inner) => library.FPDFFormObj_GetObject(object, inner), depth + 1);
      }
    }
  }

  function lookAtText(text: number): void {
    if (library.FPDFTextObj_GetTextRenderMode(text) === invisible) return;
    const font = library.FPDFTextObj_GetFont(text);
    if (font === 0 || seen.has(font)) return;
    seen.add(font);
    if (library.FPDFFont_GetIsEmbedded(font) !== 0) return;
    const lengthBytes = library.FPDFFont_GetBaseFontName(font, room, longestNameBytes);
    const name = lengthBytes > 1 && lengthBytes <= longestNameBytes ? library.pdfium.UTF8ToString(room) : '';
    if (name !== '' && !standard.test(name)) names.add(name);
  }

  look(library.FPDFPage_CountObjects(page), (index) => library.FPDFPage_GetObject(page, index), 0);
  return [...names];
}

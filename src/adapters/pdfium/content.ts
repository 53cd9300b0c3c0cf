import type { PageContent } from '#ports';
import { replacedFonts } from './fonts.ts';
import { openLoan, type Pdfium } from './library.ts';
import { linksOf } from './links.ts';
import { linesOf } from './text.ts';
import { shownAs } from './view.ts';

/** What stands on a loaded page beside its pixels. @param isOffered Whether a font stands in for itself. */
export function contentOf(
  library: Pdfium, document: number, page: number, wanted: { readonly lines: boolean; readonly links: boolean }, isOffered: (name: string) => boolean,
): PageContent {
  using loan = openLoan(library);
  const view = shownAs(library, page, loan);
  return {
    replacedFonts: replacedFonts(library, page, loan).filter((name) => !isOffered(name)),
    lines: wanted.lines ? linesOf(library, page, view, loan) : [],
    ...(wanted.links ? linksOf(library, document, page, view, loan) : { links: [], otherLinks: 0 }),
  };
}

import type { PageContent, PageLink } from '#ports';
import type { Loan, Pdfium } from './library.ts';
import type { View } from './view.ts';

/** @source pdfium: public/fpdf_doc.h, PDFACTION_URI */
const leadsToAddress = 3;
/** Links of a page that are looked at, and parts of a link. */
const [mostLinks, mostParts] = [10_000, 200];
const longestUriBytes = 8192;

/** Links of a loaded page, in the order of its annotations. */
export function linksOf(library: Pdfium, document: number, page: number, view: View, loan: Loan): Pick<PageContent, 'links' | 'otherLinks'> {
  const { getValue, setValue } = library.pdfium;
  const [position, found, room] = [loan.room(4), loan.room(4), loan.room(longestUriBytes)];
  const links: PageLink[] = [];
  let otherLinks = 0;
  setValue(position, 0, 'i32');
  for (let looked = 0; looked < mostLinks && library.FPDFLink_Enumerate(page, position, found); looked++) {
    const link = getValue(found, 'i32');
    const action = library.FPDFLink_GetAction(link);
    const isAddress = action !== 0 && library.FPDFAction_GetType(action) === leadsToAddress;
    const uri = isAddress ? uriOf(library, document, action, room) : '';
    if (uri === '') otherLinks += 1;
    else links.push({ uri, areas: areasOf(library, link, view, room) });
  }
  return { links, otherLinks };
}

/** UTF-8 where it is that, else Latin 1. */
function uriOf(library: Pdfium, document: number, action: number, room: number): string {
  const lengthBytes = library.FPDFAction_GetURIPath(document, action, room, longestUriBytes);
  if (lengthBytes < 2 || lengthBytes > longestUriBytes) return '';
  const bytes = library.pdfium.HEAPU8.slice(room, room + lengthBytes - 1);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).trim();
  } catch {
    return Buffer.from(bytes).toString('latin1').trim();
  }
}

/** The parts it says it has, or all of its rectangle. */
function areasOf(library: Pdfium, link: number, view: View, room: number): PageLink['areas'] {
  const floats = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => library.pdfium.getValue(room + index * 4, 'float'));
  const areas: (readonly number[])[] = [];
  const count = Math.min(library.FPDFLink_CountQuadPoints(link), mostParts);
  for (let index = 0; index < count; index++) {
    if (!library.FPDFLink_GetQuadPoints(link, index, room)) continue;
    const [x1, y1, x2, y2, x3, y3, x4, y4] = floats(8) as [number, number, number, number, number, number, number, number];
    areas.push([view.point(x1, y1), view.point(x2, y2), view.point(x4, y4), view.point(x3, y3)].flat());
  }
  if (areas.length > 0) return areas;
  if (!library.FPDFLink_GetAnnotRect(link, room)) return [];
  const [left, top, right, bottom] = floats(4) as [number, number, number, number];
  return [[view.point(left, top), view.point(right, top), view.point(right, bottom), view.point(left, bottom)].flat()];
}

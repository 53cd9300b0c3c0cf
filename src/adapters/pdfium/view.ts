import type { PageBox } from '#ports';
import type { Loan, Pdfium } from './library.ts';

/** Turns coordinates of a page's own space, with its origin below, into those of the page as it is seen. */
export type View = {
  /** Points from the upper left corner, to the right and down. */
  point(x: number, y: number): readonly [x: number, y: number];
  box(left: number, top: number, right: number, bottom: number): PageBox;
};

/** Parts of a point: the library answers in whole numbers. */
const parts = 1000;
/** Length of the axes that are measured, in points. */
const axis = 1000;

/** How a loaded page is seen, cut to its box and turned. */
export function shownAs(library: Pdfium, page: number, loan: Loan): View {
  const [x, y] = [loan.room(4), loan.room(4)];
  const [widthPx, heightPx] = [Math.round(library.FPDF_GetPageWidthF(page) * parts), Math.round(library.FPDF_GetPageHeightF(page) * parts)];
  const measured = (atX: number, atY: number): readonly [number, number] => {
    library.FPDF_PageToDevice(page, 0, 0, widthPx, heightPx, 0, atX, atY, x, y);
    return [library.pdfium.getValue(x, 'i32') / parts, library.pdfium.getValue(y, 'i32') / parts];
  };
  const [originX, originY] = measured(0, 0);
  const [rightX, rightY] = measured(axis, 0);
  const [upX, upY] = measured(0, axis);
  const turn = [(rightX - originX) / axis, (rightY - originY) / axis, (upX - originX) / axis, (upY - originY) / axis] as const;
  const point = (atX: number, atY: number): readonly [number, number] => [
    originX + atX * turn[0] + atY * turn[2], originY + atX * turn[1] + atY * turn[3],
  ];
  return {
    point,
    box(left, top, right, bottom) {
      const [[x1, y1], [x2, y2]] = [point(left, top), point(right, bottom)];
      return { leftPt: Math.min(x1, x2), topPt: Math.min(y1, y2), rightPt: Math.max(x1, x2), bottomPt: Math.max(y1, y2) };
    },
  };
}

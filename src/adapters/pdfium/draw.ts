import type { PageDrawing } from '#ports';
import { calling, outOfMemory, type Pdfium } from './library.ts';

/** Memory of the bitmap: a page that needs more is drawn in bands. A4 at 400 ppi fits. */
const bitmapBytes = 64 * 2 ** 20;

/** Rows of a page that are drawn at a time. */
export function bandRowsOf({ widthPx, heightPx, hasAlpha }: Pick<PageDrawing, 'widthPx' | 'heightPx' | 'hasAlpha'>): number {
  return Math.max(1, Math.min(heightPx, Math.floor(bitmapBytes / (widthPx * (hasAlpha ? 4 : 3)))));
}

/** Components of a pixel as it comes out. */
export function componentsOf({ colour, hasAlpha }: Pick<PageDrawing, 'colour' | 'hasAlpha'>): number {
  return (colour === 'gray' ? 1 : 3) + (hasAlpha ? 1 : 0);
}

/** A page on its way to pixels. */
export type DrawnPage = Disposable & {
  /** Draws a band and copies its pixels. @param into Room for all of its rows. @throws BROKEN_FILE */
  drawBand(band: number, into: Uint8Array): void;
};

/** Pixels as the library keeps them. Red first is what we want: the bytes are copied as they are, a hundred times faster than picked.
 *  @source pdfium: public/fpdfview.h, FPDFBitmap_BGR, FPDFBitmap_BGRA; FPDF_ANNOT, FPDF_REVERSE_BYTE_ORDER */
const formats = { opaque: { code: 2, pixelBytes: 3 }, transparent: { code: 4, pixelBytes: 4 } } as const;
const drawAnnotations = 0x01 | 0x10;
const [white, nothing] = [0xff_ff_ff_ff, 0];

/** Shares of red, green and blue in gray, in 1/256. @source ISO 32000-1 §10.3.2 */
const [redShare, greenShare, blueShare] = [77, 151, 28];

/** A page that was loaded; it is closed with its bitmap. @param number For messages. @throws MEMORY_LIMIT, BROKEN_FILE */
export function drawPage(
  library: Pdfium, page: number, number: number, as: Pick<PageDrawing, 'widthPx' | 'heightPx' | 'hasAlpha'> & { readonly colour: 'rgb' | 'gray' },
): DrawnPage {
  const { widthPx, heightPx, colour, hasAlpha } = as;
  const detail = `page ${number} cannot be drawn`;
  const { code, pixelBytes } = hasAlpha ? formats.transparent : formats.opaque;
  const bandRows = bandRowsOf(as);
  const bitmap = calling(() => library.FPDFBitmap_CreateEx(widthPx, bandRows, code, 0, 0), detail);
  if (bitmap === 0) {
    library.FPDF_ClosePage(page);
    throw outOfMemory();
  }
  const strideBytes = library.FPDFBitmap_GetStride(bitmap);
  const rowSamples = widthPx * componentsOf(as);
  return {
    drawBand(band, into) {
      calling(() => {
        library.FPDFBitmap_FillRect(bitmap, 0, 0, widthPx, bandRows, hasAlpha ? nothing : white);
        library.FPDF_RenderPageBitmap(bitmap, page, 0, -band * bandRows, widthPx, heightPx, 0, drawAnnotations);
      }, detail);
      const start = library.FPDFBitmap_GetBuffer(bitmap);
      const rows = Math.min(bandRows, heightPx - band * bandRows);
      for (let row = 0; row < rows; row++) {
        const pixels = library.pdfium.HEAPU8.subarray(start + row * strideBytes, start + row * strideBytes + widthPx * pixelBytes);
        if (colour === 'rgb') into.set(pixels, row * rowSamples);
        else pickGray(pixels, pixelBytes, into, row * rowSamples);
      }
    },
    [Symbol.dispose]() {
      library.FPDFBitmap_Destroy(bitmap);
      library.FPDF_ClosePage(page);
    },
  };
}

function pickGray(pixels: Uint8Array, pixelBytes: number, into: Uint8Array, at: number): void {
  for (let from = 0, to = at; from < pixels.length; from += pixelBytes) {
    into[to++] = (pixels[from]! * redShare + pixels[from + 1]! * greenShare + pixels[from + 2]! * blueShare + 128) >> 8;
    if (pixelBytes === 4) into[to++] = pixels[from + 3]!;
  }
}

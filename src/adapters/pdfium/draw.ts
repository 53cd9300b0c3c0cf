import type { PageDrawing, PixelSource } from '#ports';
import { calling, outOfMemory, type Pdfium } from './library.ts';

/** Memory of the bitmap: a page that needs more is drawn in bands. A4 at 400 ppi fits. */
export const bitmapBytes = 64 * 2 ** 20;

/** @source pdfium: public/fpdfview.h, FPDFBitmap_BGRx, FPDFBitmap_BGRA, FPDF_ANNOT */
const [formatBgrx, formatBgra, drawAnnotations] = [3, 4, 1];
const pixelBytes = 4;
const [white, nothing] = [0xff_ff_ff_ff, 0];

/** Shares of red, green and blue in gray, in 1/256. @source ISO 32000-1 §10.3.2 */
const [redShare, greenShare, blueShare] = [77, 151, 28];

/** A page that was loaded, drawn band by band as its rows are asked for; the source closes it.
 *  @param number For messages. */
export function drawPage(
  library: Pdfium, page: number, number: number,
  { widthPx, heightPx, colour, hasAlpha }: Pick<PageDrawing, 'widthPx' | 'heightPx' | 'hasAlpha'> & { readonly colour: 'rgb' | 'gray' },
): PixelSource {
  const detail = `page ${number} cannot be drawn`;
  const bandRows = Math.max(1, Math.min(heightPx, Math.floor(bitmapBytes / (widthPx * pixelBytes))));
  const bitmap = calling(() => library.FPDFBitmap_CreateEx(widthPx, bandRows, hasAlpha ? formatBgra : formatBgrx, 0, widthPx * pixelBytes), detail);
  if (bitmap === 0) {
    library.FPDF_ClosePage(page);
    throw outOfMemory();
  }
  const components = (colour === 'gray' ? 1 : 3) + (hasAlpha ? 1 : 0);
  const pick = colour === 'gray' ? pickGray : pickRgb;
  let drawn = -1;
  const drawBand = (band: number): void => {
    if (band === drawn) return;
    drawn = -1;
    calling(() => {
      library.FPDFBitmap_FillRect(bitmap, 0, 0, widthPx, bandRows, hasAlpha ? nothing : white);
      library.FPDF_RenderPageBitmap(bitmap, page, 0, -band * bandRows, widthPx, heightPx, 0, drawAnnotations);
    }, detail);
    drawn = band;
  };
  return {
    widthPx, heightPx, colour, hasAlpha, bitsPerComponent: 8,
    rows(topPx, count) {
      const samples = new Uint8Array(count * widthPx * components);
      for (let row = topPx; row < topPx + count;) {
        const band = Math.floor(row / bandRows);
        drawBand(band);
        const rows = Math.min(topPx + count, (band + 1) * bandRows) - row;
        const start = library.FPDFBitmap_GetBuffer(bitmap) + (row - band * bandRows) * widthPx * pixelBytes;
        pick(library.pdfium.HEAPU8.subarray(start, start + rows * widthPx * pixelBytes), samples.subarray((row - topPx) * widthPx * components), hasAlpha);
        row += rows;
      }
      return samples;
    },
    async [Symbol.asyncDispose]() {
      library.FPDFBitmap_Destroy(bitmap);
      library.FPDF_ClosePage(page);
    },
  };
}

function pickRgb(bgra: Uint8Array, into: Uint8Array, hasAlpha: boolean): void {
  for (let from = 0, to = 0; from < bgra.length; from += pixelBytes) {
    into[to++] = bgra[from + 2]!;
    into[to++] = bgra[from + 1]!;
    into[to++] = bgra[from]!;
    if (hasAlpha) into[to++] = bgra[from + 3]!;
  }
}

function pickGray(bgra: Uint8Array, into: Uint8Array, hasAlpha: boolean): void {
  for (let from = 0, to = 0; from < bgra.length; from += pixelBytes) {
    into[to++] = (bgra[from + 2]! * redShare + bgra[from + 1]! * greenShare + bgra[from]! * blueShare + 128) >> 8;
    if (hasAlpha) into[to++] = bgra[from + 3]!;
  }
}

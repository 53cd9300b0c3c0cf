import type { PageDrawing, PixelSource } from '#ports';
import { calling, outOfMemory, type Pdfium } from './library.ts';

/** Memory of the bitmap: a page that needs more is drawn in bands. A4 at 400 ppi fits. */
export const bitmapBytes = 64 * 2 ** 20;

/** Pixels as the library keeps them. Red first is what we want: the bytes are copied as they are, a hundred times faster than picked.
 *  @source pdfium: public/fpdfview.h, FPDFBitmap_BGR, FPDFBitmap_BGRA; FPDF_ANNOT, FPDF_REVERSE_BYTE_ORDER */
const formats = { opaque: { code: 2, pixelBytes: 3 }, transparent: { code: 4, pixelBytes: 4 } } as const;
const drawAnnotations = 0x01 | 0x10;
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
  const { code, pixelBytes } = hasAlpha ? formats.transparent : formats.opaque;
  const bandRows = Math.max(1, Math.min(heightPx, Math.floor(bitmapBytes / (widthPx * pixelBytes))));
  const bitmap = calling(() => library.FPDFBitmap_CreateEx(widthPx, bandRows, code, 0, 0), detail);
  if (bitmap === 0) {
    library.FPDF_ClosePage(page);
    throw outOfMemory();
  }
  const strideBytes = library.FPDFBitmap_GetStride(bitmap);
  const components = (colour === 'gray' ? 1 : 3) + (hasAlpha ? 1 : 0);
  let room = new Uint8Array(0);
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
      if (room.length < count * widthPx * components) room = new Uint8Array(count * widthPx * components);
      for (let row = topPx; row < topPx + count; row++) {
        const band = Math.floor(row / bandRows);
        drawBand(band);
        const start = library.FPDFBitmap_GetBuffer(bitmap) + (row - band * bandRows) * strideBytes;
        const pixels = library.pdfium.HEAPU8.subarray(start, start + widthPx * pixelBytes);
        const at = (row - topPx) * widthPx * components;
        if (colour === 'rgb') room.set(pixels, at);
        else pickGray(pixels, pixelBytes, room, at);
      }
      return room.subarray(0, count * widthPx * components);
    },
    async [Symbol.asyncDispose]() {
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

import type { ColourSpace, PixelSource } from './raster.ts';

/** Size of a page as it is seen: the box that is shown, turned. In points of 1/72 inch. */
export type PageSize = { readonly widthPt: number; readonly heightPt: number };

/** How a page is to be drawn. It fills the whole size. */
export type PageDrawing = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly resolutionPpi: number;
  readonly colour: ColourSpace;
  /** What nothing is painted on is transparent; otherwise white. */
  readonly hasAlpha: boolean;
};

/** Draws pages of one document, which count from 1. */
export interface PageSource {
  /** @returns 8 bits per component; at most one at a time is open. Its rows are asked for as with any other picture.
   *  @throws BROKEN_FILE, MEMORY_LIMIT, UNSUPPORTED_IMAGE for colours it does not know; so do its rows */
  draw(page: number, as: PageDrawing): Promise<PixelSource>;
}

/** An open document. */
export interface OpenDocument extends PageSource, AsyncDisposable {
  readonly pages: number;
  /** @throws BROKEN_FILE */
  sizeOf(page: number): Promise<PageSize>;
  /** Fonts of visible text that the document does not bring and that are not of the standard 14, by name, each once.
   *  @throws BROKEN_FILE */
  replacedFonts(page: number): Promise<readonly string[]>;
}

/** Opens documents of pages. Runs in production children only: it opens strangers' files. */
export interface Documents {
  /** Reads of the file what it needs, when it needs it. @throws BROKEN_FILE, DOCUMENT_ENCRYPTED, MEMORY_LIMIT */
  open(path: string): Promise<OpenDocument>;
}

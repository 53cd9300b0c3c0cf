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

/** A rectangle of a page as it is seen: points from its upper left corner, to the right and down. */
export type PageBox = { readonly leftPt: number; readonly topPt: number; readonly rightPt: number; readonly bottomPt: number };

/** A line of text, from left to right or however it is read. */
export type PageLine = {
  readonly text: string;
  readonly box: PageBox;
  /** What stands between spaces, in order. */
  readonly words: readonly { readonly text: string; readonly box: PageBox }[];
  /** PostScript name of the font it begins in, without the mark of a subset; empty where it has none. */
  readonly fontName: string;
  /** Size of its first character, as it is seen. */
  readonly sizePt: number;
};

/** A place that leads to an address. */
export type PageLink = {
  readonly uri: string;
  /** Corners of each part of it, in points from the upper left of the page: x, y, x, y … */
  readonly areas: readonly (readonly number[])[];
};

/** What stands on a page beside its pixels. */
export type PageContent = {
  /** Fonts of visible text that the document does not bring and that are not of the standard 14, by name, each once. */
  readonly replacedFonts: readonly string[];
  /** Empty unless they are wanted; invisible text is text too. */
  readonly lines: readonly PageLine[];
  /** In the order of the page's annotations; empty unless they are wanted. */
  readonly links: readonly PageLink[];
  /** Links that lead somewhere else than to an address: to a place of this or another document. */
  readonly otherLinks: number;
};

/** An open document. */
export interface OpenDocument extends PageSource, AsyncDisposable {
  readonly pages: number;
  /** @throws BROKEN_FILE */
  sizeOf(page: number): Promise<PageSize>;
  /** @throws BROKEN_FILE */
  contentOf(page: number, wanted: { readonly lines: boolean; readonly links: boolean }): Promise<PageContent>;
  /** Says what will be asked next, so that it may be done meanwhile; asking for something else instead is no harm. */
  prepare?(page: number, wanted: { readonly lines: boolean; readonly links: boolean }, as: PageDrawing): void;
}

/** A font that may stand in for one that a document does not bring. */
export type DocumentFont = {
  readonly path: string; readonly postScriptName: string; readonly fullName: string; readonly familyName: string;
  readonly isBold: boolean; readonly isItalic: boolean;
};

/** Opens documents of pages. Runs in production children only: it opens strangers' files. */
export interface Documents {
  /** Reads of the file what it needs, when it needs it.
   *  @param fonts Are used where the document asks for one of their names and does not bring it.
   *  @throws BROKEN_FILE, DOCUMENT_ENCRYPTED, MEMORY_LIMIT */
  open(path: string, fonts?: readonly DocumentFont[]): Promise<OpenDocument>;
}

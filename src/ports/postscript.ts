import type { EngineLimits } from './engine.ts';
import type { ColourSpace, PixelSource } from './raster.ts';

/** Where an interpreter works, and how much it may take. */
export type InterpreterTask = {
  /** Results lie in folders of their own in it; whoever owns the folder removes them. */
  readonly workFolderPath: string;
  readonly limits: EngineLimits & { readonly pixels: number };
  readonly signal?: AbortSignal | undefined;
};

/** What a PostScript program came to. */
export type Distilled = {
  /** A PDF with the same pages: colours as the program chose them, every font in it, nothing made coarser. */
  readonly path: string;
  /** What each page is painted with; undefined where that cannot be told. */
  readonly colours: readonly PageColours[] | undefined;
  /** Fonts that the program asked for and nobody has, each once; others stand in for them. */
  readonly replacedFonts: readonly string[];
};

/** Colours that a page is painted with. @source specification of production, §3 "Auto for a mixed document" */
export type PageColours = 'gray' | 'cmyk' | 'rgb';

/** Understands PostScript, which is a language: what strangers send here are programs, and each runs shut in. */
export interface PostScript {
  /**
   * Runs a program once and keeps its pages as a PDF.
   * @param how.mostPages A program with more of them is stopped; the PDF then has one more than that.
   * @param how.isPicture It is a single picture whatever it says of pages, as Illustrator's documents are; most EPS say so.
   * @param how.fontPath Finds a font by its PostScript name; asked only for those that the interpreter does not have.
   * @param how.resolutionPpi At which pages will be drawn: a box that makes too many pixels is refused unseen.
   * @throws ENGINE_MISSING, ENGINE_FAILED, BROKEN_FILE, PIXEL_LIMIT, MEMORY_LIMIT, TIME_LIMIT, OUTPUT_LIMIT, STOPPED
   */
  distil(path: string, how: InterpreterTask & {
    readonly mostPages: number; readonly isPicture: boolean; readonly resolutionPpi: number;
    readonly fontPath?: (name: string) => Promise<string | undefined>;
  }): Promise<Distilled>;
  /** What each page of a PDF is painted with; undefined where that cannot be told. @throws as `distil` */
  coloursOf(path: string, how: InterpreterTask): Promise<readonly PageColours[] | undefined>;
  /**
   * Draws a page of a PDF so that it fills the size; 8 bits per component, shapes and text smoothed four times.
   * @param as.widthPt Size of the page as it is seen.
   * @param as.hasAlpha What nothing is painted on is transparent; otherwise white.
   * @throws as `distil`
   */
  draw(path: string, page: number, as: {
    readonly widthPx: number; readonly heightPx: number; readonly widthPt: number; readonly heightPt: number;
    readonly colour: ColourSpace; readonly hasAlpha: boolean;
  }, how: InterpreterTask): Promise<PixelSource>;
}

import { Failure } from '#base';
import { cleanName, splitFileName } from '#library';
import type { ColourSpace, PageColours, PageDrawing, PageSize } from '#ports';
import { defaultOptions } from '../default-options.ts';
import { planPicture } from '../plan-image.ts';
import type { ChosenProfiles, Plan, Step } from '../plan.ts';
import { priceOf } from '../price.ts';
import type { ImageProbe } from '../probe.ts';
import type { DocumentColour, ProductionLimits, ProductionTask, UploadOptions } from '../types.ts';
import type { DocumentProbe } from './types.ts';

type PageStep = Extract<Step, { kind: 'page' }>;

/** What the engine that draws takes itself: the document's fonts and pictures, and the bitmap it draws on. */
const engineBytes = 256 * 2 ** 20;

/** Longer edge of a page that is only drawn for its thumbnail: enough to average. */
const thumbnailDrawnPx = 1024;

/** Decides what becomes of a PDF. @throws BROKEN_FILE, PIXEL_LIMIT, MEMORY_LIMIT, PROFILE_MISMATCH, BROKEN_PROFILE
 *  @source specification of UploadPostJob, §3.12; production, §9.1, §9.4 */
export function planPdf(
  fileName: string, document: DocumentProbe, options: UploadOptions, limits: ProductionLimits,
  { pdfProcessingPageLimit: most }: ProductionTask['company'], chosen: ChosenProfiles | undefined,
): Plan {
  const { pdf } = options;
  const stored: Plan = {
    type: 'Pdf', steps: [], price: { pixels: 0, bytes: 0 }, crop: undefined, facts: undefined, warnings: [], notes: [], derivedBy: 'PostScriptRip',
  };
  if (document.pages < 1 || document.sizes.length === 0) throw new Failure('BROKEN_FILE', { detail: 'it has no pages' });
  if (pdf.process === 'Thumbnail') {
    const [size] = document.sizes as readonly [PageSize];
    const resolutionPpi = Math.min(pdf.resolutionPpi, (thumbnailDrawnPx * 72) / Math.max(size.widthPt, size.heightPt));
    const { step, price } = planPage(pageName(fileName, 1), 1, size, { ...pdf, resolutionPpi, alpha: false, extractSearchWords: false, extractLinks: false }, defaultOptions, limits, chosen);
    return { ...stored, steps: [{ ...step, role: 'thumbnail' }], price };
  }
  if (document.pages > most) return { ...stored, warnings: [{ key: 'log.tooManyPages', params: { pages: document.pages, limit: most } }] };
  const pages = document.sizes.map((size, index) => planPage(pageName(fileName, index + 1), index + 1, size, { ...pdf, alpha: false }, options, limits, chosen));
  return {
    ...stored,
    steps: [...pages.map(({ step }) => step), ...catalogOf(fileName, pages.map(({ step }) => step), pdf.catalog)],
    price: {
      pixels: pages.reduce((sum, { price }) => sum + price.pixels, 0), bytes: Math.max(...pages.map(({ price }) => price.bytes)),
    },
  };
}

/** How pages of a document are wanted: its own block of the options. */
export type PageOptions = {
  readonly resolutionPpi: number; readonly colour: DocumentColour; readonly alpha: boolean; readonly extractSearchWords: boolean; readonly extractLinks: boolean;
  /** Of this page, where it is known. */
  readonly painted?: PageColours | undefined;
  /** Makes the mask of an EPS of Photoshop. */
  readonly clippingPathName?: string | undefined;
};

/** @source specification of production, §9.1 "PDF page ids" */
function pageName(fileName: string, page: number): string {
  return `${cleanName(splitFileName(fileName).base)}-${page}`;
}

/** Decides what becomes of one page: an image of its own, to which everything happens that happens to images.
 *  @param name Of the image. @param page Counts from 1. @throws PIXEL_LIMIT, MEMORY_LIMIT, PROFILE_MISMATCH, BROKEN_PROFILE */
export function planPage(
  name: string, page: number, size: PageSize, asked: PageOptions, options: UploadOptions, limits: ProductionLimits, chosen: ChosenProfiles | undefined,
): { readonly step: PageStep; readonly price: Plan['price'] } {
  const drawing: PageDrawing = {
    ...pageSizePx(size, asked.resolutionPpi), resolutionPpi: asked.resolutionPpi, colour: colourOf(asked), hasAlpha: asked.alpha,
  };
  const image = drawnImage(drawing, asked.clippingPathName);
  const { price } = priceOf(image, drawing, options);
  if (price.pixels > limits.pixels) throw new Failure('PIXEL_LIMIT', { pixels: price.pixels, limit: limits.pixels });
  const bytes = price.bytes + engineBytes;
  if (bytes > limits.memoryBytes) throw new Failure('MEMORY_LIMIT', { limitMb: Math.round(limits.memoryBytes / 2 ** 20) });
  const { steps, crop, warnings } = planPicture(image, drawing, options, options, 'optimized', asked.resolutionPpi, chosen);
  return {
    step: { kind: 'page', role: 'image', page, part: `page ${page}`, name, size, drawing, content: { lines: asked.extractSearchWords, links: asked.extractLinks }, crop, steps, warnings },
    price: { pixels: price.pixels, bytes },
  };
}

/** @source specification of production, §3 "PDF/PS colorspace" */
function colourOf({ colour, painted = 'rgb' }: PageOptions): ColourSpace {
  return ({ Auto: painted, Rgb: 'rgb', Cmyk: 'cmyk', Gray: 'gray' } as const)[colour];
}

/** Sizes are 32-bit numbers, of which a whole edge can come out a little long. */
const roundingPx = 0.001;

/** @source specification of UploadPostJob, §3.12 "Size" */
export function pageSizePx({ widthPt, heightPt }: PageSize, resolutionPpi: number): { readonly widthPx: number; readonly heightPx: number } {
  const edgePx = (edgePt: number): number => Math.max(1, Math.ceil((edgePt * resolutionPpi) / 72 - roundingPx));
  return { widthPx: edgePx(widthPt), heightPx: edgePx(heightPt) };
}

/** A drawn page as planning sees any other image. */
function drawnImage({ widthPx, heightPx, colour, hasAlpha, resolutionPpi }: PageDrawing, clippingPathName: string | undefined): ImageProbe {
  return {
    format: 'page', widthPx, heightPx, colour, hasAlpha, resolutionPpi, bitsPerComponent: 8, isFloat: false, pages: 1, orientation: 1,
    profile: 'none', hasXmp: false, pathNames: [], clippingPathName,
  };
}

/** @source specification of production, §9.4 */
function catalogOf(fileName: string, pages: readonly PageStep[], isAsked: boolean): readonly Step[] {
  if (!isAsked || pages.length < 2) return [];
  return [{ kind: 'catalog', name: cleanName(splitFileName(fileName).base), members: pages.map(({ part }) => part) }];
}

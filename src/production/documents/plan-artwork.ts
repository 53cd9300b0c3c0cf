import { Failure } from '#base';
import { cleanName, splitFileName } from '#library';
import type { ChosenProfiles, Plan } from '../plan.ts';
import type { FileProbe } from '../probe.ts';
import type { ProductionLimits, ProductionTask, UploadOptions } from '../types.ts';
import { planPage, type PageOptions } from './plan.ts';
import type { DocumentProbe } from './types.ts';

/** Decides what becomes of PostScript and of a document of Illustrator: an image of each page, and one that is alone takes
 *  the name of the document.
 *  @throws BROKEN_FILE, PIXEL_LIMIT, MEMORY_LIMIT, PROFILE_MISMATCH, BROKEN_PROFILE
 *  @source specification of UploadPostJob, §3.11, §3.13; production, §9.1 */
export function planArtwork(
  { fileName }: Pick<FileProbe, 'fileName'>, type: 'PostScript' | 'Illustrator', document: DocumentProbe, options: UploadOptions,
  limits: ProductionLimits, { pdfProcessingPageLimit: most }: ProductionTask['company'], chosen: ChosenProfiles | undefined,
): Plan {
  const stored: Plan = {
    type, steps: [], price: { pixels: 0, bytes: 0 }, crop: undefined, facts: undefined, warnings: [], notes: [], derivedBy: 'PostScriptRip',
  };
  if (document.pages < 1 || document.sizes.length === 0) throw new Failure('BROKEN_FILE', { detail: 'it has no pages' });
  if (document.pages > most) return { ...stored, warnings: [{ key: 'log.tooManyPages', params: { pages: document.pages, limit: most } }] };
  const asked = type === 'PostScript' ? postScriptPages(options, document) : { ...options.illustrator, extractSearchWords: false, extractLinks: false };
  const id = cleanName(splitFileName(fileName).base);
  const isAlone = document.pages === 1;
  const pages = document.sizes.map((size, index) => planPage(
    isAlone ? id : `${id}-${index + 1}`, index + 1, size,
    { ...asked, painted: document.colours?.[index], clippingPathName: isAlone ? document.clippingPathName : undefined }, options, limits, chosen,
  ));
  return {
    ...stored,
    steps: pages.map(({ step }) => step),
    price: {
      pixels: pages.reduce((sum, { price }) => sum + price.pixels, 0), bytes: Math.max(...pages.map(({ price }) => price.bytes)),
    },
    notes: [],
  };
}

/** A picture of Photoshop that is finer than what is made of documents keeps its own resolution, unless another was asked for. */
function postScriptPages({ postScript }: UploadOptions, { pictureResolutionPpi }: DocumentProbe): PageOptions {
  const isFiner = !postScript.isResolutionChosen && pictureResolutionPpi !== undefined && pictureResolutionPpi > postScript.resolutionPpi;
  return { ...postScript, ...(isFiner && { resolutionPpi: pictureResolutionPpi }), extractLinks: false };
}

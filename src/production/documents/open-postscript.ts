import { openSource } from '#base';
import { embeddedBlocks, postScriptSections, readPostScriptComments, sectionSource, type PostScriptComments } from '#formats';
import type { Documents, PageSize, PostScript } from '#ports';
import { readFonts } from '../fonts.ts';
import type { FileProbe } from '../probe.ts';
import type { ProductionTask } from '../types.ts';
import type { OpenedDocument } from './types.ts';

/** PostScript becomes a PDF first; its pages are counted and measured there, and drawn by the interpreter.
 *  @throws ENGINE_MISSING, ENGINE_FAILED, BROKEN_FILE, PIXEL_LIMIT, MEMORY_LIMIT, TIME_LIMIT, OUTPUT_LIMIT */
export async function openPostScript(
  { type, kind, extension }: FileProbe, task: Pick<ProductionTask, 'sourcePath' | 'options' | 'workFolderPath' | 'limits' | 'company' | 'fonts'>,
  { documents, postScript }: { readonly documents: Documents; readonly postScript: PostScript },
): Promise<OpenedDocument> {
  const { options, sourcePath, company } = task;
  const isIllustrator = type === 'Illustrator';
  // A name or a preview says it where the first line does not.
  const isPicture = isIllustrator || kind === 'dosEps' || extension === 'eps';
  const { resolutionPpi } = isIllustrator ? options.illustrator : options.postScript;
  const { comments, photoshop } = readFacts(sourcePath, kind);
  const distilled = await postScript.distil(sourcePath, { ...task, mostPages: company.pdfProcessingPageLimit, isPicture, resolutionPpi, fontPath: companyFonts(task) });
  const document = await documents.open(distilled.path);
  const box = comments.box && { widthPt: comments.box.rightPt - comments.box.leftPt, heightPt: comments.box.topPt - comments.box.bottomPt };
  const sizeOf = async (page: number): Promise<PageSize> => precise(await document.sizeOf(page), box);
  return {
    ...document, sizeOf, photoshop, ...(distilled.colours && { colours: distilled.colours }), pictureResolutionPpi: pictureResolution(comments),
    draw: async (page, as) => postScript.draw(distilled.path, page, { ...as, ...await sizeOf(page) }, task),
    contentOf: async (page, wanted) => ({ ...await document.contentOf(page, wanted), replacedFonts: page === 1 ? distilled.replacedFonts : [] }),
  };
}

/** Fonts of the company, read when one is missing. @source specification of production, §9.1 "Fonts" */
function companyFonts({ fonts = [] }: Pick<ProductionTask, 'fonts'>): (name: string) => Promise<string | undefined> {
  let read: ReturnType<typeof readFonts> | undefined;
  return async (wanted) => (await (read ??= readFonts(fonts))).find(({ names }) => names.postScript === wanted)?.path;
}

function readFacts(path: string, kind: FileProbe['kind']): { readonly comments: PostScriptComments; readonly photoshop: Uint8Array | undefined } {
  const { source, close } = openSource(path);
  try {
    const comments = readPostScriptComments(sectionSource(source, postScriptSections(source).program));
    return { comments, photoshop: embeddedBlocks(source, kind).photoshop };
  } finally {
    close();
  }
}

/** A PDF tells its sizes in hundredths of a point. */
const coarsePt = 0.01;

function precise(size: PageSize, box: PageSize | undefined): PageSize {
  const isSame = box && Math.abs(box.widthPt - size.widthPt) <= coarsePt && Math.abs(box.heightPt - size.heightPt) <= coarsePt;
  return isSame ? box : size;
}

/** @source specification of UploadPostJob, §3.11 "Photoshop-made EPS" */
function pictureResolution({ imageData, box }: PostScriptComments): number | undefined {
  return imageData && box && (imageData.widthPx * 72) / (box.rightPt - box.leftPt);
}

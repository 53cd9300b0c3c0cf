import type { DocumentFont, Documents, InterpreterTask, OpenDocument, PostScript } from '#ports';
import { readFonts } from '../fonts.ts';
import type { FileProbe } from '../probe.ts';
import type { ProductionTask } from '../types.ts';
import { openPostScript } from './open-postscript.ts';
import type { OpenedDocument } from './types.ts';

/** Opens what has pages to be drawn; undefined for everything else. Whoever asked closes it.
 *  @throws BROKEN_FILE, DOCUMENT_ENCRYPTED, MEMORY_LIMIT, and for PostScript what its interpreter throws */
export async function openDocumentOf(
  file: FileProbe, task: Pick<ProductionTask, 'sourcePath' | 'options' | 'workFolderPath' | 'limits' | 'company' | 'fonts'>,
  tools: { readonly documents: Documents; readonly postScript: PostScript },
): Promise<OpenedDocument | undefined> {
  if (!isWanted(file, task.options)) return undefined;
  if (file.kind !== 'pdf') return openPostScript(file, task, tools);
  const document = withInk(await tools.documents.open(task.sourcePath, await companyFonts(task)), task.sourcePath, tools.postScript, task);
  const isUnknown = file.type === 'Illustrator' && task.options.illustrator.colour === 'Auto';
  const colours = isUnknown ? await tools.postScript.coloursOf(task.sourcePath, task).catch(() => undefined) : undefined;
  return colours ? { ...document, colours } : document;
}

function isWanted({ type, kind, isHidden }: FileProbe, { pdf, postScript, illustrator }: ProductionTask['options']): boolean {
  if (isHidden) return false;
  switch (type) {
    case 'Pdf': return kind === 'pdf' && pdf.process !== 'None';
    case 'PostScript': return (kind === 'postscript' || kind === 'dosEps') && postScript.process !== 'None';
    case 'Illustrator': return (kind === 'pdf' || kind === 'postscript') && illustrator.process !== 'None';
    default: return false;
  }
}

/** Fonts of the company that a document may lack. @source specification of production, §9.1 "Fonts" */
async function companyFonts({ fonts = [] }: Pick<ProductionTask, 'fonts'>): Promise<readonly DocumentFont[]> {
  return (await readFonts(fonts)).map(({ path, names }) => ({
    path, postScriptName: names.postScript, fullName: names.full, familyName: names.family, isBold: names.isBold, isItalic: names.isItalic,
  }));
}

/** Pages in CMYK are drawn by the interpreter, which knows inks. */
function withInk(document: OpenDocument, path: string, interpreter: PostScript, how: InterpreterTask): OpenDocument {
  return {
    ...document,
    draw: async (page, as) => (as.colour === 'cmyk' ? interpreter.draw(path, page, { ...as, ...await document.sizeOf(page) }, how) : document.draw(page, as)),
  };
}

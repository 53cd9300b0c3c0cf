import type { Documents, OpenDocument } from '#ports';
import type { FileProbe } from '../probe.ts';
import type { ProductionTask } from '../types.ts';

/** Opens what has pages to be drawn; undefined for everything else. Whoever asked closes it.
 *  @throws BROKEN_FILE, DOCUMENT_ENCRYPTED, MEMORY_LIMIT */
export async function openDocumentOf(
  file: FileProbe, { sourcePath, options }: Pick<ProductionTask, 'sourcePath' | 'options'>, documents: Documents,
): Promise<OpenDocument | undefined> {
  const isWanted = file.type === 'Pdf' && file.kind === 'pdf' && !file.isHidden && options.pdf.process !== 'None';
  return isWanted ? documents.open(sourcePath) : undefined;
}

import { clippingPath } from '#formats';
import type { PageSize } from '#ports';
import type { DocumentProbe, OpenedDocument } from './types.ts';

/** Reads what planning needs to know. @param most Pages that may be drawn: of more, only the first is measured.
 *  @throws BROKEN_FILE */
export async function probeDocument(document: OpenedDocument, most: number): Promise<DocumentProbe> {
  const wanted = document.pages > most ? 1 : document.pages;
  const sizes: PageSize[] = [];
  for (let page = 1; page <= wanted; page++) sizes.push(await document.sizeOf(page));
  const { pages, colours, photoshop, pictureResolutionPpi } = document;
  return {
    pages, sizes, pictureResolutionPpi, ...(colours && { colours }), clippingPathName: photoshop && clippingPath(photoshop)?.name,
  };
}

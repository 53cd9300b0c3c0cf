import type { OpenDocument, PageSize } from '#ports';

/** What a document says of its pages: plain data, all that planning needs. */
export type DocumentProbe = {
  readonly pages: number;
  /** Sizes of the first pages, as many as may be drawn of it. */
  readonly sizes: readonly PageSize[];
};

/** Reads what planning needs to know. @param most Pages that may be drawn: of more, only the first is measured.
 *  @throws BROKEN_FILE */
export async function probeDocument(document: OpenDocument, most: number): Promise<DocumentProbe> {
  const wanted = document.pages > most ? 1 : document.pages;
  const sizes: PageSize[] = [];
  for (let page = 1; page <= wanted; page++) sizes.push(await document.sizeOf(page));
  return { pages: document.pages, sizes };
}

import { Failure } from '#base';
import { brokenFile } from '#formats';
import type { DocumentFont, PageContent, PageDrawing, PageSize } from '#ports';
import { contentOf } from './content.ts';
import { drawPage, type DrawnPage } from './draw.ts';
import { openFileAccess } from './file-access.ts';
import { allocate, calling, openLibrary, type CompiledLibrary, type Pdfium } from './library.ts';
import { areOffered, offerFonts } from './system-fonts.ts';

/** A document in a library of its own, which goes as a whole when nobody refers to it. Pages count from 1. */
export type OpenPdf = {
  readonly pages: number;
  /** @throws BROKEN_FILE */
  sizeOf(page: number): PageSize;
  /** @throws BROKEN_FILE */
  contentOf(page: number, wanted: { readonly lines: boolean; readonly links: boolean }): PageContent;
  /** @throws BROKEN_FILE, MEMORY_LIMIT */
  draw(page: number, as: PageDrawing): DrawnPage;
  /** What the library has taken. */
  memoryBytes(): number;
  /** Lets the file go. */
  close(): void;
};

/** @throws BROKEN_FILE, DOCUMENT_ENCRYPTED, MEMORY_LIMIT */
export async function openPdf(compiled: CompiledLibrary, path: string, fonts: readonly DocumentFont[]): Promise<OpenPdf> {
  const library = await openLibrary(compiled);
  offerFonts(library, fonts);
  const access = openFileAccess(library, path);
  try {
    return openDocument(library, access, areOffered(fonts));
  } catch (thrown) {
    access[Symbol.dispose]();
    throw thrown;
  }
}

/** @source pdfium: public/fpdfview.h, FPDF_ERR_* */
const lastError = { password: 4, security: 5 } as const;

function openDocument(library: Pdfium, access: Disposable & { readonly pointer: number }, isOffered: (name: string) => boolean): OpenPdf {
  const document = calling(() => library.FPDF_LoadCustomDocument(access.pointer, ''), 'it cannot be read');
  if (document === 0) throw refusal(library.FPDF_GetLastError());
  if (calling(() => library.FPDF_GetSecurityHandlerRevision(document), 'it cannot be read') !== -1) throw new Failure('DOCUMENT_ENCRYPTED');
  const pages = calling(() => library.FPDF_GetPageCount(document), 'its pages cannot be counted');
  const size = allocate(library, 8);
  const load = (page: number): number => {
    const loaded = calling(() => library.FPDF_LoadPage(document, page - 1), `page ${page} cannot be read`);
    if (loaded === 0) throw brokenFile(`page ${page} cannot be read`);
    return loaded;
  };
  return {
    pages,
    sizeOf(page) {
      const isThere = calling(() => library.FPDF_GetPageSizeByIndexF(document, page - 1, size), `page ${page} cannot be read`);
      const [widthPt, heightPt] = [library.pdfium.getValue(size, 'float'), library.pdfium.getValue(size + 4, 'float')];
      if (!isThere || !(widthPt > 0) || !(heightPt > 0) || widthPt === Infinity || heightPt === Infinity) throw brokenFile(`page ${page} has no size`);
      return { widthPt, heightPt };
    },
    contentOf(page, wanted) {
      const loaded = load(page);
      const content = calling(() => contentOf(library, document, loaded, wanted, isOffered), `page ${page} cannot be read`);
      library.FPDF_ClosePage(loaded);
      return content;
    },
    draw(page, as) {
      if (as.colour === 'cmyk') throw new Failure('UNSUPPORTED_IMAGE', { detail: 'CMYK' });
      return drawPage(library, load(page), page, { ...as, colour: as.colour });
    },
    memoryBytes: () => library.pdfium.HEAPU8.length,
    // The instance goes as a whole: closing the document in it could trap.
    close: () => access[Symbol.dispose](),
  };
}

function refusal(code: number): Failure {
  return code === lastError.password || code === lastError.security ? new Failure('DOCUMENT_ENCRYPTED') : brokenFile('it is no readable PDF');
}

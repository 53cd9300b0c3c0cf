import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { brokenFile } from '#formats';
import { Failure } from '#base';

/** The part of @embedpdf/pdfium 2.15.1 that we call; its own types want those of Emscripten, and know nothing of memory.
 *  Pointers are offsets in `HEAPU8`. @source pdfium: public/fpdfview.h, fpdf_edit.h, fpdf_text.h, fpdf_doc.h, fpdf_sysfontinfo.h */
export type Pdfium = {
  PDFiumExt_Init(): void;
  FPDF_GetLastError(): number;
  FPDF_LoadCustomDocument(access: number, password: string): number;
  FPDF_CloseDocument(document: number): void;
  /** -1 for documents that are not encrypted. */
  FPDF_GetSecurityHandlerRevision(document: number): number;
  FPDF_GetPageCount(document: number): number;
  /** Width and height as floats, into the pointer. */
  FPDF_GetPageSizeByIndexF(document: number, index: number, size: number): boolean;
  FPDF_GetPageWidthF(page: number): number;
  FPDF_GetPageHeightF(page: number): number;
  FPDF_LoadPage(document: number, index: number): number;
  FPDF_ClosePage(page: number): void;
  FPDFBitmap_CreateEx(widthPx: number, heightPx: number, format: number, buffer: number, strideBytes: number): number;
  FPDFBitmap_FillRect(bitmap: number, left: number, top: number, widthPx: number, heightPx: number, colour: number): void;
  FPDFBitmap_GetBuffer(bitmap: number): number;
  /** Bytes from row to row. */
  FPDFBitmap_GetStride(bitmap: number): number;
  FPDFBitmap_Destroy(bitmap: number): void;
  FPDF_RenderPageBitmap(bitmap: number, page: number, left: number, top: number, widthPx: number, heightPx: number, rotate: number, flags: number): void;
  FPDFPage_CountObjects(page: number): number;
  FPDFPage_GetObject(page: number, index: number): number;
  FPDFPageObj_GetType(object: number): number;
  FPDFFormObj_CountObjects(form: number): number;
  FPDFFormObj_GetObject(form: number, index: number): number;
  FPDFTextObj_GetFont(text: number): number;
  FPDFTextObj_GetTextRenderMode(text: number): number;
  FPDFFont_GetIsEmbedded(font: number): number;
  /** @returns bytes with the closing zero, whether there was room for them or not. */
  FPDFFont_GetBaseFontName(font: number, text: number, roomBytes: number): number;
  /** From points of the page to pixels of a size; whole numbers, into the pointers. */
  FPDF_PageToDevice(page: number, left: number, top: number, widthPx: number, heightPx: number, rotate: number, x: number, y: number, deviceX: number, deviceY: number): boolean;
  /** @param charset 1: whichever. */
  FPDF_AddInstalledFont(mapper: number, face: string, charset: number): void;
  FPDF_SetSystemFontInfo(info: number): void;
  FPDFText_LoadPage(page: number): number;
  FPDFText_ClosePage(text: number): void;
  FPDFText_CountChars(text: number): number;
  FPDFText_GetUnicode(text: number, index: number): number;
  FPDFText_IsHyphen(text: number, index: number): number;
  FPDFText_GetFontSize(text: number, index: number): number;
  /** Six floats, into the pointer. */
  FPDFText_GetMatrix(text: number, index: number, matrix: number): boolean;
  /** Left, top, right, bottom as floats, into the pointer: as high as its font. */
  FPDFText_GetLooseCharBox(text: number, index: number, box: number): boolean;
  /** @returns bytes with the closing zero, whether there was room for them or not. */
  FPDFText_GetFontInfo(text: number, index: number, name: number, roomBytes: number, flags: number): number;
  /** @param position Where to go on, a whole number that is moved. */
  FPDFLink_Enumerate(page: number, position: number, link: number): boolean;
  FPDFLink_GetAction(link: number): number;
  /** Left, top, right, bottom as floats, into the pointer. */
  FPDFLink_GetAnnotRect(link: number, box: number): boolean;
  FPDFLink_CountQuadPoints(link: number): number;
  /** Four corners as eight floats, into the pointer: both above, then both below. */
  FPDFLink_GetQuadPoints(link: number, index: number, corners: number): boolean;
  FPDFAction_GetType(action: number): number;
  /** @returns bytes with the closing zero, whether there was room for them or not. */
  FPDFAction_GetURIPath(document: number, action: number, uri: number, roomBytes: number): number;
  readonly pdfium: {
    /** A view of the module's memory; another one after every growth. */
    readonly HEAPU8: Uint8Array;
    readonly wasmExports: { malloc(sizeBytes: number): number; free(pointer: number): void };
    addFunction(call: (...given: number[]) => number, signature: string): number;
    getValue(pointer: number, type: 'float' | 'i32'): number;
    setValue(pointer: number, value: number, type: 'i32' | '*'): void;
    UTF8ToString(pointer: number): string;
  };
};

type Instance = { readonly exports: unknown };
type Engine = {
  compile(code: Uint8Array): Promise<CompiledLibrary>;
  instantiate(module: CompiledLibrary, imports: object): Promise<Instance>;
};
const { WebAssembly: engine } = globalThis as unknown as { readonly WebAssembly: Engine };

type Package = {
  init(options: {
    readonly instantiateWasm: (imports: object, done: (instance: Instance) => void) => object;
    readonly print: () => void; readonly printErr: () => void;
  }): Promise<Pdfium>;
};

/** The code of the library, ready to be instantiated; it may be handed to a thread. */
export type CompiledLibrary = { readonly kind?: 'compiled library' };

/** Compiling takes 0.2 s (2 cores, Node 24, 2026-11-25): once per process. */
export async function compileLibrary(): Promise<CompiledLibrary> {
  return engine.compile(await readFile(createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm')));
}

/** A library of its own: whatever a document does to its memory goes with it. An instance costs 0.05 to 0.1 s. */
export async function openLibrary(compiled: CompiledLibrary): Promise<Pdfium> {
  const { init } = await import('@embedpdf/pdfium') as unknown as Package;
  const { promise: failed, reject } = Promise.withResolvers<never>();
  const library = await Promise.race([failed, init({
    instantiateWasm(imports, done) {
      engine.instantiate(compiled, imports).then(done, reject);
      return {};
    },
    print() {}, printErr() {},
  })]);
  library.PDFiumExt_Init();
  return library;
}

/** Calls into the library. A trap is the document's fault: what went wrong inside is not known any better.
 *  @throws BROKEN_FILE, MEMORY_LIMIT */
export function calling<T>(work: () => T, detail: string): T {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof Failure || !(thrown instanceof Error)) throw thrown;
    // Too deep for the stack is a RangeError, everything else a RuntimeError of WebAssembly.
    const isTrap = thrown.name === 'RuntimeError' || (thrown instanceof RangeError && /call stack/.test(thrown.message));
    throw isTrap ? brokenFile(detail) : thrown;
  }
}

/** @throws MEMORY_LIMIT */
export function allocate({ pdfium }: Pdfium, sizeBytes: number): number {
  const pointer = pdfium.wasmExports.malloc(sizeBytes);
  if (pointer === 0) throw outOfMemory();
  return pointer;
}

/** Rooms in the library's memory, given back together. */
export type Loan = Disposable & { room(sizeBytes: number): number };

export function openLoan(library: Pdfium): Loan {
  const pointers: number[] = [];
  return {
    room(sizeBytes) {
      const pointer = allocate(library, sizeBytes);
      pointers.push(pointer);
      return pointer;
    },
    [Symbol.dispose]() {
      try {
        for (const pointer of pointers) library.pdfium.wasmExports.free(pointer);
      } catch {
        // Memory that a document has spoilt: the instance goes as a whole.
      }
    },
  };
}

/** The library's memory ends at 2 GB. */
export function outOfMemory(): Failure {
  return new Failure('MEMORY_LIMIT', { limitMb: 2048 });
}

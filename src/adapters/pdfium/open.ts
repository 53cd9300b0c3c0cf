import { Failure } from '#base';
import { brokenFile } from '#formats';
import type { Documents, OpenDocument, PageContent, PageDrawing, PixelSource } from '#ports';
import { bandRowsOf, componentsOf } from './draw.ts';
import { compileLibrary, type CompiledLibrary } from './library.ts';
import { startThread, type Asking, type Thread } from './threads.ts';

/** Samples of a page that may be drawn before it is asked for. */
const mostAheadBytes = 32 * 2 ** 20;

/** Memory of a document after which its thread goes with it. */
const keptBytes = 128 * 2 ** 20;

/** Documents by PDFium, compiled to WebAssembly, in a thread, so that the next page is drawn while one is worked on. Each has an instance
 *  of its own. Loaded when the first one is opened; the thread waits for the next one without keeping the process. */
export function openPdfiumDocuments(): Documents {
  let compiled: Promise<CompiledLibrary> | undefined;
  let spare: Thread | undefined;
  const letGo = async (thread: Thread): Promise<void> => {
    const takenBytes = await thread.ask({ kind: 'forget' });
    if (spare || takenBytes > keptBytes) return thread.end();
    thread.release();
    spare = thread;
  };
  return {
    async open(path, fonts = []) {
      compiled ??= compileLibrary().catch((thrown: unknown) => {
        compiled = undefined;
        throw thrown;
      });
      const thread = spare ?? startThread();
      spare = undefined;
      thread.hold();
      try {
        return documentIn(thread, await thread.ask({ kind: 'open', compiled: await compiled, path, fonts }), () => letGo(thread));
      } catch (thrown) {
        if (thrown instanceof Failure && thrown.code !== 'DECODER_CRASHED') await letGo(thread);
        else await thread.end();
        throw thrown;
      }
    },
  };
}

/** A band of a page that was drawn, or is being. */
type Drawing = { readonly key: string; readonly band: SharedArrayBuffer; readonly done: Promise<undefined> };
type Content = { readonly key: string; readonly done: Promise<PageContent> };

function documentIn(thread: Asking, pages: number, close: () => Promise<void>): OpenDocument {
  /** What was prepared for the page that comes next. */
  let drawing: Drawing | undefined;
  let content: Content | undefined;
  const askContent = (page: number, wanted: Parameters<OpenDocument['contentOf']>[1]): Content =>
    ({ key: JSON.stringify([page, wanted]), done: thread.ask({ kind: 'content', page, wanted }) });
  /** Rooms that nobody reads any more: pages are mostly of one size, and memory that comes and goes is dear. */
  let spare: SharedArrayBuffer | undefined;
  let spareRoom = new Uint8Array(0);
  const askDrawing = (page: number, as: PageDrawing): Drawing => {
    const sizeBytes = bandRowsOf(as) * as.widthPx * componentsOf(as);
    const band = spare?.byteLength === sizeBytes ? spare : new SharedArrayBuffer(sizeBytes);
    spare = undefined;
    return { key: JSON.stringify([page, as]), band, done: thread.ask({ kind: 'draw', page, as, band }) };
  };
  return {
    pages,
    sizeOf: (page) => thread.ask({ kind: 'size', page }),
    contentOf(page, wanted) {
      const prepared = content?.key === JSON.stringify([page, wanted]) ? content : askContent(page, wanted);
      content = undefined;
      return prepared.done;
    },
    async draw(page, as) {
      if (as.colour === 'cmyk') throw new Failure('UNSUPPORTED_IMAGE', { detail: 'CMYK' });
      const { band, done } = drawing?.key === JSON.stringify([page, as]) ? drawing : askDrawing(page, as);
      drawing = undefined;
      await done;
      return pixelsOf(thread, page, as, band, spareRoom, (room) => {
        spare = band;
        spareRoom = room;
      });
    },
    prepare(page, wanted, as) {
      if (as.colour === 'cmyk' || as.widthPx * as.heightPx * componentsOf(as) > mostAheadBytes) return;
      content = askContent(page, wanted);
      drawing = askDrawing(page, as);
      // Whoever asks for them hears of it; perhaps nobody does.
      for (const { done } of [content, drawing]) done.catch(() => {});
    },
    [Symbol.asyncDispose]: close,
  };
}

/** Pixels of a page whose first band was drawn. For another band the caller stands still until the thread has drawn it. */
function pixelsOf(
  thread: Asking, page: number, as: PageDrawing, band: SharedArrayBuffer, spareRoom: Uint8Array<ArrayBuffer>, giveBack: (room: Uint8Array<ArrayBuffer>) => void,
): PixelSource {
  const { widthPx, heightPx, colour, hasAlpha } = as;
  const [bandRows, rowSamples] = [bandRowsOf(as), widthPx * componentsOf(as)];
  const pixels = new Uint8Array(band);
  let room = spareRoom;
  let drawn = 0;
  const drawBand = (wanted: number): void => {
    const signal = new SharedArrayBuffer(4);
    thread.tell({ kind: 'band', page, band: wanted, into: band, signal });
    drawn = -1;
    Atomics.wait(new Int32Array(signal), 0, 0);
    if (new Int32Array(signal)[0] !== 1) throw brokenFile(`page ${page} cannot be drawn`);
    drawn = wanted;
  };
  return {
    widthPx, heightPx, colour, hasAlpha, bitsPerComponent: 8,
    rows(topPx, count) {
      if (room.length < count * rowSamples) room = new Uint8Array(count * rowSamples);
      for (let row = topPx; row < topPx + count;) {
        const wanted = Math.floor(row / bandRows);
        if (wanted !== drawn) drawBand(wanted);
        const end = Math.min(topPx + count, (wanted + 1) * bandRows);
        const from = (row - wanted * bandRows) * rowSamples;
        room.set(pixels.subarray(from, from + (end - row) * rowSamples), (row - topPx) * rowSamples);
        row = end;
      }
      return room.subarray(0, count * rowSamples);
    },
    async [Symbol.asyncDispose]() {
      if (bandRows < heightPx) await thread.ask({ kind: 'close', page });
      giveBack(room);
    },
  };
}

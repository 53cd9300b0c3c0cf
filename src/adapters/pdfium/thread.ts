/** A thread in which one document at a time is open; started by `open.ts`. */
import { parentPort } from 'node:worker_threads';
import { asFailure } from '#base';
import type { PageDrawing } from '#ports';
import { openPdf, type OpenPdf } from './document.ts';
import { bandRowsOf, type DrawnPage } from './draw.ts';
import type { Answers, Ask, AskBand, FromThread, ToThread } from './messages.ts';

let pdf: OpenPdf | undefined;
/** Pages of several bands that somebody still asks for. */
const drawn = new Map<number, DrawnPage>();

const answers: { readonly [K in Ask['kind']]: (ask: Extract<Ask, { kind: K }>) => Answers[K] | Promise<Answers[K]> } = {
  async open({ compiled, path, fonts }) {
    pdf = await openPdf(compiled, path, fonts);
    return pdf.pages;
  },
  size: ({ page }) => document().sizeOf(page),
  content: ({ page, wanted }) => document().contentOf(page, wanted),
  draw: ({ page, as, band }) => drawFirst(page, as, band),
  close({ page }) {
    drawn.get(page)?.[Symbol.dispose]();
    drawn.delete(page);
    return undefined;
  },
  forget() {
    const bytes = pdf?.memoryBytes() ?? 0;
    drawn.clear();
    pdf?.close();
    pdf = undefined;
    return bytes;
  },
};

function document(): OpenPdf {
  if (!pdf) throw new TypeError('Expected an open document');
  return pdf;
}

function drawFirst(page: number, as: PageDrawing, band: SharedArrayBuffer): undefined {
  const picture = document().draw(page, as);
  picture.drawBand(0, new Uint8Array(band));
  if (bandRowsOf(as) < as.heightPx) drawn.set(page, picture);
  else picture[Symbol.dispose]();
  return undefined;
}

function drawAsked({ page, band, into, signal }: AskBand): void {
  const flag = new Int32Array(signal);
  try {
    drawn.get(page)!.drawBand(band, new Uint8Array(into));
    Atomics.store(flag, 0, 1);
  } catch {
    Atomics.store(flag, 0, 2);
  }
  Atomics.notify(flag, 0);
}

async function answer(message: Ask & { readonly id: number }): Promise<FromThread> {
  try {
    return { id: message.id, answer: await (answers[message.kind] as (ask: Ask) => unknown)(message) };
  } catch (thrown) {
    const { code, params, stack, cause } = asFailure(thrown);
    return { id: message.id, failure: { code, params, detail: String(cause instanceof Error ? cause.stack : stack).slice(0, 4000) } };
  }
}

parentPort?.on('message', (message: ToThread) => {
  if (message.kind === 'band') drawAsked(message);
  else void answer(message).then((reply) => parentPort?.postMessage(reply));
});

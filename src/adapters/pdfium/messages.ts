import type { FailureCode, FailureParams } from '#base';
import type { DocumentFont, PageContent, PageDrawing, PageSize } from '#ports';
import type { CompiledLibrary } from './library.ts';

/** What a thread is asked. Pixels go into shared memory. */
export type Ask =
  | { readonly kind: 'open'; readonly compiled: CompiledLibrary; readonly path: string; readonly fonts: readonly DocumentFont[] }
  | { readonly kind: 'size'; readonly page: number }
  | { readonly kind: 'content'; readonly page: number; readonly wanted: { readonly lines: boolean; readonly links: boolean } }
  /** Draws the first band; where there are more, the page stays open under its number. */
  | { readonly kind: 'draw'; readonly page: number; readonly as: PageDrawing; readonly band: SharedArrayBuffer }
  | { readonly kind: 'close'; readonly page: number }
  /** Lets the document go, with all of its pages. */
  | { readonly kind: 'forget' };

/** What each is answered with. */
export type Answers = {
  /** Its pages. */
  readonly open: number;
  readonly size: PageSize; readonly content: PageContent; readonly draw: undefined; readonly close: undefined;
  /** Bytes of memory that the document had taken. */
  readonly forget: number;
};

/** Asked by somebody who stands still until the signal is set: 1 done, 2 failed. */
export type AskBand = { readonly kind: 'band'; readonly page: number; readonly band: number; readonly into: SharedArrayBuffer; readonly signal: SharedArrayBuffer };

export type ToThread = (Ask & { readonly id: number }) | AskBand;
export type FromThread =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly failure: { readonly code: FailureCode; readonly params: FailureParams; readonly detail: string } };

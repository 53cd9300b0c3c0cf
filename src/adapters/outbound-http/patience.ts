import { Failure } from '#base';

const stages = {
  connection: 'no connection within {ms} ms',
  answer: 'no answer within {ms} ms',
  piece: 'nothing came for {ms} ms',
  end: 'not done within {ms} ms',
} as const;

/** The time limits of one request: one for the whole, and one for the stage it is in. */
export class Patience implements Disposable {
  readonly #end = new AbortController();
  readonly #shown: string;
  readonly #whole: NodeJS.Timeout;
  #stage: NodeJS.Timeout | undefined;
  /** Ends with a limit's failure or the reason of the caller's signal. */
  readonly signal: AbortSignal;

  constructor(shown: string, totalMs: number, outer: AbortSignal | undefined) {
    this.#shown = shown;
    this.signal = outer === undefined ? this.#end.signal : AbortSignal.any([outer, this.#end.signal]);
    this.#whole = setTimeout(() => this.#exhaust(totalMs, 'end'), totalMs);
  }

  /** Begins a stage; the one before is over. */
  give(ms: number, stage: keyof typeof stages): void {
    clearTimeout(this.#stage);
    this.#stage = setTimeout(() => this.#exhaust(ms, stage), ms);
  }

  /** Resolves with the promise's value unless a limit ends first. */
  async within<Value>(promise: Promise<Value>): Promise<Value> {
    this.signal.throwIfAborted();
    const { promise: ended, reject } = Promise.withResolvers<never>();
    const end = (): void => reject(this.signal.reason);
    this.signal.addEventListener('abort', end, { once: true });
    try {
      return await Promise.race([promise, ended]);
    } finally {
      this.signal.removeEventListener('abort', end);
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#whole);
    clearTimeout(this.#stage);
  }

  #exhaust(ms: number, stage: keyof typeof stages): void {
    this.#end.abort(new Failure('OUTBOUND_FAILED', { url: this.#shown, detail: stages[stage].replace('{ms}', String(ms)) }));
  }
}

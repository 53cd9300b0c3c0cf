import { Worker } from 'node:worker_threads';
import { Failure } from '#base';
import type { Answers, Ask, FromThread, ToThread } from './messages.ts';

/** A thread that can be asked. */
export type Asking = {
  ask<K extends Ask['kind']>(ask: Extract<Ask, { kind: K }>): Promise<Answers[K]>;
  tell(message: ToThread): void;
};

/** Starting one costs 0.3 s, most of it for reading code (2 cores, Node 24, 2026-11-25). */
export type Thread = Asking & {
  /** Keeps the process alive. */
  hold(): void;
  release(): void;
  end(): Promise<void>;
};

type Waiting = { resolve(answer: unknown): void; reject(error: unknown): void };

export function startThread(): Thread {
  const worker = new Worker(new URL('./thread.ts', import.meta.url), { name: 'prepress-pdfium', execArgv: [] });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let isGone = false;
  const fail = (error: unknown): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('message', (message: FromThread) => {
    const one = waiting.get(message.id);
    waiting.delete(message.id);
    if (!('failure' in message)) one?.resolve(message.answer);
    else one?.reject(new Failure(message.failure.code, message.failure.params, { cause: new Error(message.failure.detail) }));
  });
  worker.on('error', fail);
  worker.on('exit', () => {
    isGone = true;
    fail(new Failure('DECODER_CRASHED'));
  });
  return {
    ask<K extends Ask['kind']>(ask: Extract<Ask, { kind: K }>) {
      lastId += 1;
      const id = lastId;
      return new Promise<Answers[K]>((resolve, reject) => {
        if (isGone) return void reject(new Failure('DECODER_CRASHED'));
        waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
        worker.postMessage({ ...ask, id });
      });
    },
    tell: (message) => worker.postMessage(message),
    hold: () => worker.ref(),
    release: () => worker.unref(),
    async end() {
      await worker.terminate();
    },
  };
}

import { Failure } from '#base';

/** Bounds how much is drawn at once, and draws what several ask for only once. */
export interface RenderGate {
  /** Runs `work` in its turn, or joins the one already under way for the same key.
   *  @throws DELIVERY_OVERLOADED when too many wait or the time is up; what `work` throws */
  run<T>(key: string, work: () => Promise<T>): Promise<T>;
  readonly running: number;
  readonly waiting: number;
}

export function openRenderGate(limits: { readonly running: number; readonly waiting: number; readonly timeMs: number }): RenderGate {
  const shared = new Map<string, Promise<unknown>>();
  const queue: (() => void)[] = [];
  let running = 0;

  /** Resolves when it is one's turn; a place freed passes straight to the next. */
  function enter(): Promise<void> {
    if (running < limits.running) {
      running++;
      return Promise.resolve();
    }
    if (queue.length >= limits.waiting) return Promise.reject(new Failure('DELIVERY_OVERLOADED'));
    return new Promise((resolve) => queue.push(resolve));
  }
  function leave(): void {
    const next = queue.shift();
    if (next) next();
    else running--;
  }
  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    let isTooLate = false;
    let timer: NodeJS.Timeout | undefined;
    const drawn = enter().then(async () => {
      try {
        // Nobody waits for it any more.
        if (isTooLate) throw new Failure('DELIVERY_OVERLOADED');
        return await work();
      } finally {
        leave();
      }
    });
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        isTooLate = true;
        reject(new Failure('DELIVERY_OVERLOADED'));
      }, limits.timeMs);
    });
    drawn.catch(() => undefined);
    try {
      return await Promise.race([drawn, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    run<T>(key: string, work: () => Promise<T>) {
      const known = shared.get(key) as Promise<T> | undefined;
      if (known) return known;
      const made = inTurn(work).finally(() => shared.delete(key));
      shared.set(key, made);
      return made;
    },
    get running() { return running; },
    get waiting() { return queue.length; },
  };
}

import type { Clock } from '#ports';

type Timer = { readonly everyMs: number; nextMs: number; readonly call: () => void };

/** Time that stands still until a test moves it. */
export class TestClock implements Clock {
  #nowMs: number;
  readonly #timers = new Set<Timer>();

  constructor(now: Date | string = '2026-01-15T12:00:00.000Z') {
    this.#nowMs = new Date(now).getTime();
  }

  now(): Date {
    return new Date(this.#nowMs);
  }

  every(everyMs: number, call: () => void): { stop(): void } {
    const timer: Timer = { everyMs, nextMs: this.#nowMs + everyMs, call };
    this.#timers.add(timer);
    return { stop: () => { this.#timers.delete(timer); } };
  }

  /** Moves time forward and calls every timer that falls due on the way, in order. */
  advance(byMs: number): void {
    const endMs = this.#nowMs + byMs;
    for (let next = this.#earliest(endMs); next; next = this.#earliest(endMs)) {
      this.#nowMs = next.nextMs;
      next.nextMs += next.everyMs;
      next.call();
    }
    this.#nowMs = endMs;
  }

  #earliest(untilMs: number): Timer | undefined {
    return [...this.#timers].filter((timer) => timer.nextMs <= untilMs).sort((a, b) => a.nextMs - b.nextMs)[0];
  }
}

import type { Clock } from '#ports';

/** Remembers what was loaded for a moment, including that there was nothing; the oldest entry makes room for a new one.
 *  Callers who ask at the same time share one load; a load that fails is not remembered. */
export class TimedCache<Value> {
  readonly #entries = new Map<string, { readonly value: Promise<Value>; readonly untilMs: number }>();
  readonly #clock: Clock;
  readonly #lifetimeMs: number;
  readonly #limit: number;

  constructor(clock: Clock, lifetimeMs: number, limit = 10_000) {
    this.#clock = clock;
    this.#lifetimeMs = lifetimeMs;
    this.#limit = limit;
  }

  get(key: string, load: () => Promise<Value>): Promise<Value> {
    const nowMs = this.#clock.now().getTime();
    const known = this.#entries.get(key);
    if (known !== undefined && nowMs < known.untilMs) return known.value;
    const value = load();
    const entry = { value, untilMs: nowMs + this.#lifetimeMs };
    this.#entries.delete(key);
    if (this.#entries.size >= this.#limit) {
      const oldest = this.#entries.keys().next();
      if (!oldest.done) this.#entries.delete(oldest.value);
    }
    this.#entries.set(key, entry);
    value.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
    return value;
  }

  forget(key: string): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }
}

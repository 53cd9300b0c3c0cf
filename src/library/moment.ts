import type { Clock } from '#ports';

type Entry<Value> = { readonly value: Promise<Value>; readonly until: number };

/** Remembers answers for a moment, and not at all for a moment after their group changed: the change may still wait
 *  for its transaction to end, and an answer read before that must not outlive it. */
export class Moment<Value> {
  readonly #clock: Clock;
  readonly #keepMs: number;
  readonly #most: number;
  readonly #entries = new Map<string, Entry<Value>>();
  readonly #changes = new Map<string, number>();

  /** @param most Answers held; beyond it all are let go, which costs one look-up each. */
  constructor(clock: Clock, keepMs: number, most: number) {
    this.#clock = clock;
    this.#keepMs = keepMs;
    this.#most = most;
  }

  /** @param group What `forget` names; a key belongs to one group for good. */
  get(group: string, key: string, load: () => Promise<Value>): Promise<Value> {
    const now = this.#clock.now().getTime();
    const entry = this.#entries.get(key);
    if (entry && now < entry.until && !this.#isChanging(group, now)) return entry.value;
    const value = load();
    if (this.#isChanging(group, now)) return value;
    if (this.#entries.size >= this.#most) this.#entries.clear();
    this.#entries.set(key, { value, until: now + this.#keepMs });
    // A failure is told to whoever asked and not remembered.
    value.catch(() => this.#entries.delete(key));
    return value;
  }

  forget(group: string): void {
    if (this.#changes.size >= this.#most) {
      this.#entries.clear();
      this.#changes.clear();
    }
    this.#changes.set(group, this.#clock.now().getTime() + this.#keepMs);
  }

  #isChanging(group: string, now: number): boolean {
    const until = this.#changes.get(group);
    if (until === undefined) return false;
    if (now < until) return true;
    this.#changes.delete(group);
    return false;
  }
}

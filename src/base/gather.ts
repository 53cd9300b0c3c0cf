type Waiting<Value> = { readonly value: Value; resolve(): void; reject(reason: unknown): void };

export type GatherOptions<Value> = {
  /** Does it for several at once, all or none. */
  readonly together: (values: readonly Value[]) => Promise<void>;
  /** Values done at once at most. */
  readonly most: number;
  /** How long a value waits for company. */
  readonly waitMs: number;
  /** False when no other value is on its way: then nobody waits. */
  readonly isMoreComing: () => boolean;
};

/** Does for several at once what each asks for alone. One group runs at a time and the next one gathers meanwhile; where a
 *  group fails, each of its values is done by itself, so that none suffers for another.
 *  @returns takes a value; resolves when it is done. */
export function gather<Value>({ together, most, waitMs, isMoreComing }: GatherOptions<Value>): (value: Value) => Promise<void> {
  let waiting: Waiting<Value>[] = [];
  let isRunning = false;
  let timer: NodeJS.Timeout | undefined;

  async function run(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    isRunning = true;
    const group = waiting.slice(0, most);
    waiting = waiting.slice(most);
    await runGroup(group);
    isRunning = false;
    if (waiting.length > 0) look();
  }

  async function runGroup(group: readonly Waiting<Value>[]): Promise<void> {
    try {
      await together(group.map(({ value }) => value));
      for (const { resolve } of group) resolve();
    } catch (thrown) {
      if (group.length > 1) for (const one of group) await runGroup([one]);
      else group[0]?.reject(thrown);
    }
  }

  function look(): void {
    if (isRunning) return;
    if (waiting.length >= most || !isMoreComing()) void run();
    else timer ??= setTimeout(() => void run(), waitMs);
  }

  return (value) => new Promise((resolve, reject) => {
    waiting.push({ value, resolve, reject });
    look();
  });
}

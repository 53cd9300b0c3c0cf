/** A claim about speed: a baseline and ours, run in turn in one process tree, judged by the ratio. */
export type Case = {
  readonly name: string;
  /** The goal in words, for the table. */
  readonly goal: string;
  /** Largest ratio ours / baseline that passes; undefined where only facts are told. */
  readonly maxRatio: number | undefined;
  /** Counted rounds; one more goes before them uncounted. */
  readonly rounds: number;
  prepare(): Promise<Prepared>;
};

export type Side = {
  readonly name: string;
  /** @returns elapsed milliseconds of the part that counts. */
  run(): Promise<number>;
};

export type Prepared = AsyncDisposable & {
  readonly baseline: Side;
  readonly ours: Side;
  /** Further numbers, read after the last round, such as memory growth. `isWithin` false fails the case. */
  facts?(): Promise<readonly Fact[]>;
};

export type Fact = { readonly name: string; readonly value: string; readonly isWithin?: boolean };

export type Result = {
  readonly name: string;
  readonly goal: string;
  readonly baselineName: string;
  readonly oursName: string;
  readonly baselineMs: number;
  readonly oursMs: number;
  readonly ratio: number;
  readonly spread: readonly [number, number];
  readonly facts: readonly Fact[];
  readonly isWithin: boolean;
};

/** Runs a case: warm-up, then rounds in which the two sides change places, so that drift of the machine hits both. */
export async function runCase(benchCase: Case): Promise<Result> {
  await using prepared = await benchCase.prepare();
  const { baseline, ours } = prepared;
  await baseline.run();
  await ours.run();
  const pairs: { readonly baselineMs: number; readonly oursMs: number }[] = [];
  for (let round = 0; round < benchCase.rounds; round += 1) {
    if (round % 2 === 0) {
      const baselineMs = await baseline.run();
      pairs.push({ baselineMs, oursMs: await ours.run() });
    } else {
      const oursMs = await ours.run();
      pairs.push({ baselineMs: await baseline.run(), oursMs });
    }
  }
  const ratios = pairs.map(({ baselineMs, oursMs }) => oursMs / baselineMs).toSorted((a, b) => a - b);
  const facts = (await prepared.facts?.()) ?? [];
  const ratio = median(ratios);
  return {
    name: benchCase.name,
    goal: benchCase.goal,
    baselineName: baseline.name,
    oursName: ours.name,
    baselineMs: median(pairs.map(({ baselineMs }) => baselineMs)),
    oursMs: median(pairs.map(({ oursMs }) => oursMs)),
    ratio,
    spread: [ratios[0] ?? Number.NaN, ratios.at(-1) ?? Number.NaN],
    facts,
    isWithin: (benchCase.maxRatio === undefined || ratio <= benchCase.maxRatio) && facts.every((fact) => fact.isWithin !== false),
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? Number.NaN) : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** Elapsed milliseconds of an act. */
export async function timed(act: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await act();
  return performance.now() - startedAt;
}

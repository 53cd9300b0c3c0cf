/** Counters of one process in the Prometheus text format. */
export type Meters = {
  /** One answered HTTP request. */
  answered(request: { readonly door: string; readonly status: number; readonly seconds: number }): void;
  /** A value read when the meters are read. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
  /** @returns the whole page. */
  page(): Promise<string>;
};

/** Upper bounds of the duration buckets, in seconds. */
const bucketsSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60] as const;

export function openMeters(): Meters {
  const answers = new Map<string, number>();
  const durations = new Map<string, { readonly buckets: number[]; sumSeconds: number; count: number }>();
  const gauges: { readonly name: string; readonly help: string; readonly read: () => number | Promise<number> }[] = [];
  return {
    answered({ door, status, seconds }) {
      const key = `door="${door}",status="${status}"`;
      answers.set(key, (answers.get(key) ?? 0) + 1);
      const known = durations.get(door) ?? { buckets: bucketsSeconds.map(() => 0), sumSeconds: 0, count: 0 };
      for (const [index, bound] of bucketsSeconds.entries()) if (seconds <= bound) known.buckets[index] = (known.buckets[index] ?? 0) + 1;
      known.sumSeconds += seconds;
      known.count += 1;
      durations.set(door, known);
    },
    gauge(name, help, read) {
      gauges.push({ name, help, read });
    },
    async page() {
      const lines = ['# HELP prepress_http_answers_total Answered HTTP requests.', '# TYPE prepress_http_answers_total counter'];
      for (const [key, count] of answers) lines.push(`prepress_http_answers_total{${key}} ${count}`);
      lines.push('# HELP prepress_http_answer_seconds Time from request to the end of the answer.', '# TYPE prepress_http_answer_seconds histogram');
      for (const [door, { buckets, sumSeconds, count }] of durations) {
        for (const [index, bound] of bucketsSeconds.entries()) lines.push(`prepress_http_answer_seconds_bucket{door="${door}",le="${bound}"} ${buckets[index] ?? 0}`);
        lines.push(`prepress_http_answer_seconds_bucket{door="${door}",le="+Inf"} ${count}`);
        lines.push(`prepress_http_answer_seconds_sum{door="${door}"} ${sumSeconds}`, `prepress_http_answer_seconds_count{door="${door}"} ${count}`);
      }
      for (const { name, help, read } of gauges) {
        lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${await read()}`);
      }
      return `${lines.join('\n')}\n`;
    },
  };
}

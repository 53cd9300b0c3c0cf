/** Where a command writes: text for people, or one JSON object a line for machines. */
export type Screen = {
  /** True when lines may be redrawn in place. */
  readonly isLive: boolean;
  readonly isJson: boolean;
  readonly columns: number;
  line(text?: string): void;
  /** An event for machines; people see nothing of it. */
  event(event: Readonly<Record<string, unknown>>): void;
  error(text: string): void;
  /** Replaces the lines drawn last; on a screen that is not live it draws nothing. */
  redraw(lines: readonly string[]): void;
  /** Leaves what was drawn and goes on below it. */
  settle(): void;
};

export function openScreen(options: { readonly isJson: boolean }): Screen {
  const out = process.stdout;
  const isLive = out.isTTY && !options.isJson;
  let drawn = 0;
  return {
    isLive,
    isJson: options.isJson,
    get columns() {
      return out.columns ?? 100;
    },
    line(text = '') {
      if (!options.isJson) out.write(`${text}\n`);
    },
    event(event) {
      if (options.isJson) out.write(`${JSON.stringify(event)}\n`);
    },
    error(text) {
      process.stderr.write(`${text}\n`);
    },
    redraw(lines) {
      if (!isLive) return;
      const up = drawn > 0 ? `\u001b[${drawn}A` : '';
      out.write(`${up}${lines.map((line) => `\r\u001b[2K${line}`).join('\n')}\n\u001b[0J`);
      drawn = lines.length;
    },
    settle() {
      drawn = 0;
    },
  };
}

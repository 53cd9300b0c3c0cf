/** Fields of one log event. Never a secret, never a document. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where events go: one event per line, words from the glossary. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** A log that adds these fields to every event. */
  with(fields: LogFields): Log;
}

/** A log that says nothing, for tests and tools. */
export const silentLog: Log = {
  debug() {}, info() {}, warn() {}, error() {},
  with() { return silentLog; },
};

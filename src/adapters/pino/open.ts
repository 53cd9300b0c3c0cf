import type { Log, LogFields } from '#base';
import { pino, destination, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';
import { cleanFields } from './clean.ts';

export type LogOptions = {
  /** Events below it are not written. */
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** Takes whole lines. Default: standard error, written at once so that a crash loses nothing. */
  readonly stream?: DestinationStream;
};

/** Opens the log of this process: one JSON object per line, with `level`, `time`, `pid` and `event` first. */
export function openLog(options: LogOptions): Log {
  const logger = pino({
    level: options.level,
    base: { pid: process.pid },
    messageKey: 'event',
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (level) => ({ level }) },
  }, options.stream ?? standardError());
  return wrap(logger);
}

function standardError(): DestinationStream {
  const stream = destination({ fd: 2, sync: true });
  // Whoever read our log may be gone; that is no reason to stop serving.
  stream.on('error', () => undefined);
  return stream;
}

function wrap(logger: Logger): Log {
  const write = (level: 'debug' | 'info' | 'warn' | 'error') => (event: string, fields: LogFields = {}) => {
    if (logger.isLevelEnabled(level)) logger[level](cleanFields(fields), event);
  };
  return {
    debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error'),
    with: (fields) => wrap(logger.child(cleanFields(fields))),
  };
}

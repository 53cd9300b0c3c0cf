import { silentLog, type Log } from '#base';
import type { Settings } from './settings.ts';

/** The log of this process, by `PREPRESS_LOG_LEVEL`. */
export async function openLogBySettings(settings: Settings): Promise<Log> {
  const level = settings.text('PREPRESS_LOG_LEVEL');
  if (level === 'silent') return silentLog;
  const { openLog } = await import('#adapters/pino');
  return openLog({ level: level as 'debug' | 'info' | 'warn' | 'error' });
}

import { Cron } from 'croner';
import type { Calendar } from '#ports';
import { readQuartz } from './quartz.ts';

/** A calendar that computes with croner; nothing runs in it. */
export function openCalendar(): Calendar {
  return {
    check: (expression) => void readQuartz(expression),
    next(expression, timeZone, after) {
      const cron = new Cron(readQuartz(expression), {
        mode: '7-part', alternativeWeekdays: true, fixedTimeRule: 'no-wildcard', timezone: timeZone, paused: true,
      });
      return cron.nextRun(after) ?? undefined;
    },
  };
}

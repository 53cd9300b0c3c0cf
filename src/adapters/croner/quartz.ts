import { Failure } from '#base';

type Field = {
  readonly name: string; readonly min: number; readonly max: number;
  /** Words for the values from `min` on. */
  readonly words?: readonly string[];
};

const fields = {
  second: { name: 'seconds', min: 0, max: 59 },
  minute: { name: 'minutes', min: 0, max: 59 },
  hour: { name: 'hours', min: 0, max: 23 },
  day: { name: 'day-of-month', min: 1, max: 31 },
  month: { name: 'month', min: 1, max: 12, words: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] },
  weekday: { name: 'day-of-week', min: 1, max: 7, words: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
  year: { name: 'year', min: 1970, max: 2099 },
} as const satisfies Record<string, Field>;

const longestExpression = 200;

/** Reads a Quartz expression and writes it for croner: seven fields of plain values, days of the week from 1 = Sunday.
 *  Values are spelled out, for ranges that run over the end and steps from a value mean the same only so; `*` stays with the
 *  hours, where it decides what a change of clocks means.
 *  @throws INVALID_PARAMETER
 *  @source specification of job tracking, §7 "Cron" */
export function readQuartz(expression: string): string {
  const refuse: Refuse = (expected) => {
    throw new Failure('INVALID_PARAMETER', { name: 'execSchedule', expected, received: expression.slice(0, longestExpression) });
  };
  const parts = expression.trim().split(/\s+/);
  if (parts.length < 5 || parts.length > 7 || expression.length > longestExpression) {
    refuse('seconds minutes hours day-of-month month [day-of-week [year]]');
  }
  const [second = '', minute = '', hour = '', day = '', month = '', weekday = '?', year = '*'] = parts.map((part) => part.toLowerCase());
  const [days, weekdays] = [readDay(day, refuse), readWeekday(weekday, refuse)];
  if (days !== '*' && weekdays !== '*') refuse('only one of day-of-month and day-of-week (the other one as ?)');
  return [
    values(fields.second, second, refuse), values(fields.minute, minute, refuse),
    isWhole(hour) ? '*' : values(fields.hour, hour, refuse), days, values(fields.month, month, refuse), weekdays,
    isWhole(year) ? '*' : values(fields.year, year, refuse),
  ].join(' ');
}

type Refuse = (expected: string) => never;

/** `L` is the last day of the month; `LW` and `15W` are weekdays near one. */
function readDay(text: string, refuse: Refuse): string {
  if (text === '?' || text === '*') return '*';
  if (text === 'l' || text === 'lw') return text.toUpperCase();
  const near = /^(\d{1,2})w$/.exec(text)?.[1];
  if (near !== undefined) return `${valueOf(fields.day, near, refuse)}W`;
  refuseCalendars(fields.day, text, refuse);
  return values(fields.day, text, refuse);
}

/** `L` alone is Saturday, `6L` the last Friday of the month, `6#3` its third. */
function readWeekday(text: string, refuse: Refuse): string {
  if (text === '?' || text === '*') return '*';
  if (text === 'l') return '7';
  const last = /^([a-z]{3}|\d)l$/.exec(text)?.[1];
  if (last !== undefined) return `${valueOf(fields.weekday, last, refuse)}#L`;
  const [, nth, number] = /^([a-z]{3}|\d)#(\d)$/.exec(text) ?? [];
  if (nth !== undefined && number !== undefined) {
    if (number < '1' || number > '5') refuse('a number from 1 to 5 after #');
    return `${valueOf(fields.weekday, nth, refuse)}#${number}`;
  }
  refuseCalendars(fields.weekday, text, refuse);
  return values(fields.weekday, text, refuse);
}

function refuseCalendars(field: Field, text: string, refuse: Refuse): void {
  if (/^(?:\d+)?c$/.test(text)) refuse(`no C in ${field.name}: there are no calendars`);
}

function isWhole(text: string): boolean {
  return text === '*';
}

/** Every value a field means, in order, separated by commas. */
function values(field: Field, text: string, refuse: Refuse): string {
  const found = new Set<number>();
  for (const part of text.split(',')) for (const value of valuesOf(field, part, refuse)) found.add(value);
  return [...found].sort((one, other) => one - other).join(',');
}

/** A value, a range, all, each with a step: `5`, `10-14`, `*`, `0/5`, `/5`, `fri-mon`. */
function valuesOf(field: Field, part: string, refuse: Refuse): readonly number[] {
  const [, all, from, to, step] = /^(?:(\*?)|([a-z]+|\d+)(?:-([a-z]+|\d+))?)(?:\/(\d+))?$/.exec(part) ?? refuse(`${field.name} from ${field.min} to ${field.max}`);
  if (all === '' && step === undefined) refuse(`a value in ${field.name}`);
  const size = field.max - field.min + 1;
  const every = step === undefined ? 1 : Number(step);
  if (every < 1 || every >= size) refuse(`a step from 1 to ${size - 1} in ${field.name}`);
  const first = from === undefined ? field.min : valueOf(field, from, refuse);
  const isOpen = to === undefined && (from === undefined || step !== undefined);
  const last = isOpen ? field.max : to === undefined ? first : valueOf(field, to, refuse);
  if (last < first && field === fields.year) refuse('years in their order');
  const count = (last < first ? last + size : last) - first;
  return Array.from({ length: Math.floor(count / every) + 1 }, (_, index) => {
    const value = first + index * every;
    return value > field.max ? value - size : value;
  });
}

function valueOf(field: Field, text: string, refuse: Refuse): number {
  const word = field.words?.indexOf(text) ?? -1;
  const value = word >= 0 ? field.min + word : /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return value >= field.min && value <= field.max ? value : refuse(`${field.name} from ${field.min} to ${field.max}`);
}

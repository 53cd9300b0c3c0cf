import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import fc from 'fast-check';
import { openCalendar } from './open.ts';
import { readQuartz } from './quartz.ts';

const calendar = openCalendar();

/** The next times as a wall clock of the zone shows them. */
function due(expression: string, after: string, count: number, zone = 'UTC'): readonly string[] {
  const found: string[] = [];
  for (let at = calendar.next(expression, zone, new Date(after)); at && found.length < count; at = calendar.next(expression, zone, at)) {
    found.push(at.toISOString().replace('.000Z', ''));
  }
  return found;
}

describe('expressions of the manual', () => {
  // 2026-01-01 is a Thursday.
  const from = '2026-01-01T00:00:00Z';
  for (const [expression, ...wanted] of [
    ['0 0 12 * * ?', '2026-01-01T12:00:00', '2026-01-02T12:00:00'],
    ['0 15 10 L * ?', '2026-01-31T10:15:00', '2026-02-28T10:15:00', '2026-03-31T10:15:00'],
    ['0 15 10 ? * 6L', '2026-01-30T10:15:00', '2026-02-27T10:15:00'],
    ['0 15 10 * * 6#3', '2026-01-16T10:15:00', '2026-02-20T10:15:00'],
    ['00 00 00 * * ', '2026-01-02T00:00:00', '2026-01-03T00:00:00'],
    ['0 10,44 14 ? 3 Wed', '2026-03-04T14:10:00', '2026-03-04T14:44:00', '2026-03-11T14:10:00'],
    ['0 15 10 ? * Mon-Fri', '2026-01-01T10:15:00', '2026-01-02T10:15:00', '2026-01-05T10:15:00'],
    ['0 15 10 ? * MON-fri', '2026-01-01T10:15:00', '2026-01-02T10:15:00', '2026-01-05T10:15:00'],
    ['0 0 0 ? * 1', '2026-01-04T00:00:00', '2026-01-11T00:00:00'],
    ['0 0 0 ? * L', '2026-01-03T00:00:00', '2026-01-10T00:00:00'],
    ['0 0 0 ? Feb L', '2026-02-07T00:00:00'],
    ['0 0 0 ? * Fri-Mon', '2026-01-02T00:00:00', '2026-01-03T00:00:00', '2026-01-04T00:00:00', '2026-01-05T00:00:00', '2026-01-09T00:00:00'],
    ['0 0 22-2/2 1 1 ?', '2026-01-01T02:00:00', '2026-01-01T22:00:00', '2027-01-01T00:00:00'],
    ['0 0 6 15W * ?', '2026-01-15T06:00:00', '2026-02-16T06:00:00'],
    ['0 0 6 LW * ?', '2026-01-30T06:00:00'],
    ['0 0 0 29 2 ? 2027-2040', '2028-02-29T00:00:00', '2032-02-29T00:00:00'],
    ['0 0 0 1 1 ? 2099', '2099-01-01T00:00:00'],
    ['5/20 0 0 1 1 ?', '2026-01-01T00:00:05', '2026-01-01T00:00:25', '2026-01-01T00:00:45', '2027-01-01T00:00:05'],
  ] as const) {
    test(`${expression} is due at ${wanted.join(', ')}`, () => assert.deepEqual(due(expression, from, wanted.length), wanted));
  }

  test('0 0/5 14,18 * * ? is due 24 times a day', () => {
    const runs = due('0 0/5 14,18 * * ?', from, 25);
    assert.deepEqual([runs[0], runs[11], runs[12], runs[23], runs[24]],
      ['2026-01-01T14:00:00', '2026-01-01T14:55:00', '2026-01-01T18:00:00', '2026-01-01T18:55:00', '2026-01-02T14:00:00']);
  });

  test('what is over is due never again', () => {
    assert.equal(calendar.next('0 0 0 1 1 ? 2020', 'UTC', new Date(from)), undefined);
    assert.equal(calendar.next('0 0 0 30 2 ?', 'UTC', new Date(from)), undefined);
  });

  test('the moment itself is not after it', () => {
    assert.deepEqual(due('0 0 12 * * ?', '2026-01-01T12:00:00Z', 1), ['2026-01-02T12:00:00']);
    assert.deepEqual(due('0 0 12 * * ?', '2026-01-01T11:59:59.999Z', 1), ['2026-01-01T12:00:00']);
  });
});

describe('changes of clocks', () => {
  test('a time in the hour that is left out falls on the moment after it, once', () => {
    assert.deepEqual(due('0 30 2 * * ?', '2026-03-27T23:00:00Z', 3, 'Europe/Berlin'), ['2026-03-28T01:30:00', '2026-03-29T01:00:00', '2026-03-30T00:30:00']);
    assert.deepEqual(due('0 0/10 2 * * ?', '2026-03-28T23:30:00Z', 2, 'Europe/Berlin'), ['2026-03-29T01:00:00', '2026-03-30T00:00:00']);
    assert.deepEqual(due('0 30 2 * * ?', '2026-03-08T05:00:00Z', 2, 'America/New_York'), ['2026-03-08T07:00:00', '2026-03-09T06:30:00']);
  });

  test('a time in the hour that comes twice is due once', () => {
    assert.deepEqual(due('0 30 2 * * ?', '2026-10-24T22:00:00Z', 2, 'Europe/Berlin'), ['2026-10-25T00:30:00', '2026-10-26T01:30:00']);
    assert.deepEqual(due('0 0,30 1 * * ?', '2026-11-01T04:00:00Z', 3, 'America/New_York'), ['2026-11-01T05:00:00', '2026-11-01T05:30:00', '2026-11-02T06:00:00']);
  });

  test('what is due every hour is due in both and in none that is left out', () => {
    assert.deepEqual(due('0 30 * * * ?', '2026-10-24T23:45:00Z', 4, 'Europe/Berlin'),
      ['2026-10-25T00:30:00', '2026-10-25T01:30:00', '2026-10-25T02:30:00', '2026-10-25T03:30:00']);
    assert.deepEqual(due('0 30 * * * ?', '2026-03-28T23:45:00Z', 3, 'Europe/Berlin'),
      ['2026-03-29T00:30:00', '2026-03-29T01:30:00', '2026-03-29T02:30:00']);
  });
});

test('what is no expression is refused by the name of what is wrong', () => {
  for (const [expression, named] of [
    ['', /seconds minutes/], ['0 0 12', /seconds minutes/], ['0 0 12 * * ? 2026 1', /seconds minutes/], ['60 0 12 * * ?', /seconds from 0 to 59/],
    ['0 0 24 * * ?', /hours from 0 to 23/], ['0 0 0 32 * ?', /day-of-month from 1/], ['0 0 0 ? * 8', /day-of-week from 1/], ['0 0 0 ? * 0', /day-of-week from 1/],
    ['0 0 0 ? 13 1', /month from 1/], ['0 0 0 1 * 2', /only one of/], ['0 0 0 L * 6L', /only one of/], ['0 0 0 5C * ?', /no C/], ['0 0 0 ? * 1C', /no C/],
    ['0/0 0 0 * * ?', /a step from 1 to 59/], ['0/60 0 0 * * ?', /a step/], ['0 0 0 ? * 6#6', /1 to 5/], ['0 0 0 * * ? 1969', /year/], ['0 0 0 ? * Mon#2,Tue', /day-of-week/],
    ['? 0 0 * * ?', /seconds/], ['0 0 0 L-3 * ?', /day-of-month/], ['0 0 0 * Januar ?', /month/], ['0,, 0 0 * * ?', /seconds/], ['@daily', /seconds minutes/],
    ['0 0 0 ? * 2,1L', /day-of-week/], ['1-2-3 0 0 * * ?', /seconds/], ['-1 0 0 * * ?', /seconds/],
  ] as const) assert.throws(() => calendar.check(expression), (thrown: Error) => named.test(thrown.message) && thrown.message.includes('execSchedule'), expression);
});

test('garbage is refused or read, and never anything else', () => {
  const piece = fc.stringMatching(/^[0-9*?/,\-LWC# a-z]{0,12}$/);
  fc.assert(fc.property(fc.oneof(fc.string(), fc.array(piece, { minLength: 5, maxLength: 7 }).map((parts) => parts.join(' '))), (text) => {
    try {
      calendar.next(text, 'UTC', new Date(0));
    } catch (thrown) {
      assert.equal((thrown as { code?: string }).code, 'INVALID_PARAMETER');
    }
  }), { numRuns: 2000 });
});

test('what is due is what each second of the clock says', () => {
  const list = (min: number, max: number) => fc.oneof(
    fc.constant('*'), fc.integer({ min, max }).map(String), fc.tuple(fc.integer({ min, max }), fc.integer({ min: 1, max: max - min })).map(([a, b]) => `${a}/${b}`),
    fc.tuple(fc.integer({ min, max }), fc.integer({ min, max })).map(([a, b]) => `${a}-${b}`),
    fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 3 }).map((all) => all.join(',')));
  const fits = (field: string, value: number, min: number, max: number): boolean => field === '*' || field.split(',').some((part) => {
    const [range = '', step] = part.split('/');
    if (step !== undefined) return value >= Number(range) && (value - Number(range)) % Number(step) === 0;
    const [from, to = from] = range.split('-').map(Number) as [number, number?];
    return from <= to ? value >= from && value <= to : value >= min && value <= max && (value >= from || value <= to);
  });
  fc.assert(fc.property(list(0, 59), list(0, 23), list(1, 12), list(1, 7), fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true }),
    (minute, hour, month, weekday, after) => {
      const found = calendar.next(`0 ${minute} ${hour} ? ${month} ${weekday}`, 'UTC', after);
      let at = Math.floor(after.getTime() / 60_000) * 60_000 + 60_000;
      for (const end = at + 400 * 86_400_000; at < end; at += 60_000) {
        const clock = new Date(at);
        if (!fits(month, clock.getUTCMonth() + 1, 1, 12) || !fits(weekday, clock.getUTCDay() + 1, 1, 7)) {
          at = Date.UTC(clock.getUTCFullYear(), clock.getUTCMonth(), clock.getUTCDate() + 1) - 60_000;
          continue;
        }
        if (fits(minute, clock.getUTCMinutes(), 0, 59) && fits(hour, clock.getUTCHours(), 0, 23)) break;
      }
      assert.equal(found?.getTime(), at, readQuartz(`0 ${minute} ${hour} ? ${month} ${weekday}`));
    }), { numRuns: 100 });
});

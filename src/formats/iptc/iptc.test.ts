import assert from 'node:assert/strict';
import { test } from 'node:test';
import { photoshopResource } from '#test/build/images';
import { iptcRecords } from '#test/build/metadata';
import { iptcFacts, iptcOfPhotoshop } from './read.ts';

const utf8 = [1, 90, '\x1b%G'] as const;
const full = iptcRecords(
  utf8, [2, 0, Buffer.of(0, 4)], [2, 5, 'Stuhl'], [2, 25, 'rot'], [2, 25, 'grün'], [2, 25, 'rot'], [2, 55, '20200131'], [2, 60, '120000+0100'],
  [2, 80, 'Ann'], [2, 80, 'Bob'], [2, 116, '© Ann'], [2, 120, 'Ein Stuhl\n'],
);

test('records give title, caption, keywords, people, rights and the moment', () => {
  assert.deepEqual(iptcFacts(full), {
    title: 'Stuhl', description: 'Ein Stuhl', keywords: ['rot', 'grün'], creators: ['Ann', 'Bob'], rights: '© Ann',
    createdOn: '2020-01-31T12:00:00+01:00',
  });
});

test('without the escape sequence of UTF-8 the text is Latin-1; with it, broken text is too', () => {
  const latin = iptcRecords([2, 25, Buffer.from('Möbel', 'latin1')], [2, 25, Buffer.of(0x80)]);
  assert.deepEqual(iptcFacts(latin).keywords, ['Möbel', '€']);
  assert.deepEqual(iptcFacts(iptcRecords([2, 25, 'Möbel'])).keywords, ['MÃ¶bel']);
  assert.deepEqual(iptcFacts(iptcRecords(utf8, [2, 25, Buffer.from('Möbel', 'latin1')])).keywords, ['Möbel']);
});

test('extended records say how long they are; absurd lengths end the reading', () => {
  const long = Buffer.concat([Buffer.of(0x1c, 2, 120, 0x80, 4, 0, 1, 0x11, 0x70), Buffer.alloc(70_000, 'x')]);
  assert.equal(iptcFacts(Buffer.concat([long, iptcRecords([2, 5, 't'])])).title, 't');
  assert.equal(iptcFacts(Buffer.concat([Buffer.of(0x1c, 2, 120, 0xff, 0xff), iptcRecords([2, 5, 't'])])).title, undefined);
});

test('dates that are none are left out', () => {
  for (const [date, time, expected] of [
    ['00000000', '', undefined], ['2020', '', undefined], ['20200131', 'noon', '2020-01-31'], ['20200131', '010203', '2020-01-31T01:02:03'],
  ] as const) {
    assert.equal(iptcFacts(iptcRecords([2, 55, date], [2, 60, time])).createdOn, expected);
  }
});

test('records are found among Photoshop resources', () => {
  const block = Buffer.concat([photoshopResource(1005, '', Buffer.alloc(16)), photoshopResource(1028, '', full)]);
  assert.deepEqual(Buffer.from(iptcOfPhotoshop(block)!), full);
  assert.equal(iptcOfPhotoshop(photoshopResource(1028, '', Buffer.alloc(0))), undefined);
});

test('records cut or damaged at any byte give what stands before the damage', () => {
  for (let at = 0; at < full.length; at++) {
    iptcFacts(full.subarray(0, at));
    const damaged = Buffer.from(full);
    damaged[at] = 0xff;
    iptcFacts(damaged);
  }
  assert.equal(iptcFacts(full.subarray(0, -1)).rights, '© Ann');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readVtt } from './vtt.ts';

const read = (text: string) => readVtt(Buffer.from(text));

test('captions are counted to their end', () => {
  assert.deepEqual(read('WEBVTT\n\n00:01.000 --> 00:04.000\nHello\n\n2\n01:00:05.500 --> 01:00:06.000 align:start\nThere\n'), { cues: 2, endMs: 3_606_000 });
  assert.deepEqual(read('\ufeffWEBVTT - title\r\n\r\nNOTE nothing\r\n\r\n00:00.000 --> 00:00.001\r\nx'), { cues: 1, endMs: 1 });
  assert.deepEqual(read('WEBVTT'), { cues: 0, endMs: 0 });
});

test('what a player would not show is named', () => {
  for (const [text, complaint] of [
    ['WEBVTTX\n\n', /WEBVTT/], ['1\n00:00:01,000 --> 00:00:02,000\nx', /WEBVTT/], ['WEBVTT\n\n00:00:01,000 --> 00:00:02,000\nx', /line 3/],
    ['WEBVTT\n\n00:05.000 --> 00:04.000\nx', /line 3: a cue ends/], ['WEBVTT\n\n1:00.000 --> 00:61.000\nx', /line 3/], ['WEBVTT\n00:01.000 --> 00:02.000\nx', /line 2/],
  ] as const) {
    const said = read(text);
    assert.ok(typeof said === 'string' && complaint.test(said), `${text}: ${JSON.stringify(said)}`);
  }
  assert.equal(readVtt(Buffer.from('WEBVTT\n\n\xff\xfe', 'latin1')), 'it is not in UTF-8');
});

test('anything is read or refused', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => { readVtt(bytes); }));
  fc.assert(fc.property(fc.string(), (text) => { read(`WEBVTT\n\n${text}`); }));
});

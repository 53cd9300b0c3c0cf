import assert from 'node:assert/strict';
import { test } from 'node:test';
import { iccFacts } from './read.ts';
import { readShaper } from './shaper.ts';
import { publishedProfile, publishedSpaces, type PublishedSpace } from './spaces.ts';

const names = Object.keys(publishedSpaces) as PublishedSpace[];

test('every published profile says what it is', () => {
  for (const name of names) {
    const facts = iccFacts(publishedProfile(name));
    assert.deepEqual(facts, {
      profileClass: 'Display', space: name === 'GrayGamma22' ? 'GRAY' : 'RGB', connectionSpace: 'XYZ', description: publishedSpaces[name].name,
    });
    assert.ok(publishedProfile(name).byteLength < 700);
  }
});

test('sRGB has the numbers that are published for it, adapted to D50', () => {
  const shaper = readShaper(publishedProfile('sRGB'));
  assert.ok(shaper?.toXyz);
  // IEC 61966-2-1 with linear Bradford, as the ICC's own sRGB profile has them.
  const published = [0.4360, 0.3851, 0.1431, 0.2225, 0.7169, 0.0606, 0.0139, 0.0971, 0.7141];
  published.forEach((number, at) => assert.ok(Math.abs(shaper.toXyz![at]! - number) < 3e-4, `${shaper.toXyz} at ${at}`));
  assert.ok(Math.abs(shaper.curves[0]![257 * 128]! - 0.21586) < 1e-4);
});

test('white is exactly the white of the connection space in every RGB profile', () => {
  for (const name of names.filter((one) => one !== 'GrayGamma22')) {
    const toXyz = readShaper(publishedProfile(name))!.toXyz!;
    const white = [0, 3, 6].map((row) => toXyz[row]! + toXyz[row + 1]! + toXyz[row + 2]!);
    assert.deepEqual(white.map((number) => Math.round(number * 65_536)), [63_190, 65_536, 54_061], name);
  }
});

test('a profile with a lying tag table is no shaper, and a cut one neither', () => {
  const whole = publishedProfile('AdobeRGB');
  for (let length = 0; length < whole.byteLength; length++) assert.doesNotThrow(() => readShaper(whole.subarray(0, length)));
  assert.equal(readShaper(whole.subarray(0, 400)), undefined);
  const lying = whole.slice();
  new DataView(lying.buffer).setUint32(132 + 4 * 12 + 4, 0xffffff00);
  assert.equal(readShaper(lying), undefined);
});

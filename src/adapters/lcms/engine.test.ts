import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Failure } from '#base';
import { publishedProfile } from '#formats';
import type { ColourConversion, ColourSide } from '#ports';
import { cmykProfile } from '#test/build/profiles';
import { openLcmsColour } from './index.ts';

const engine = openLcmsColour();
const cmyk = await cmykProfile();
const side = (profile: Uint8Array, colour: ColourSide['colour'], bitsPerComponent: 8 | 16 = 8): ColourSide => ({ profile, colour, bitsPerComponent });
const srgb = side(publishedProfile('sRGB'), 'rgb');
const adobe = side(publishedProfile('AdobeRGB'), 'rgb');
const gray = side(publishedProfile('GrayGamma22'), 'gray');
const inks = side(cmyk, 'cmyk');
const deep = (one: ColourSide): ColourSide => ({ ...one, bitsPerComponent: 16 });

async function convert(conversion: ColourConversion, samples: readonly number[]): Promise<readonly number[]> {
  const transform = await engine.openTransform(conversion);
  return [...transform.convert(conversion.from.bitsPerComponent === 8 ? Uint8Array.from(samples) : Uint16Array.from(samples))];
}

test('a profile on both sides changes no sample, only the depth', async () => {
  const every = Array.from({ length: 768 }, (_, at) => at % 256);
  assert.deepEqual(await convert({ from: srgb, to: srgb }, every), every);
  assert.deepEqual(await convert({ from: inks, to: deep(inks) }, [0, 255, 1, 128]), [0, 65_535, 257, 32_896]);
  assert.deepEqual(await convert({ from: deep(inks), to: inks }, [0, 65_535, 257, 32_896]), [0, 255, 1, 128]);
});

test('an equal space in another file changes no sample either', async () => {
  const other = publishedProfile('sRGB').slice();
  other[30] = 7; // another time of making
  const every = Array.from({ length: 768 }, (_, at) => (at * 7) % 256);
  assert.deepEqual(await convert({ from: side(other, 'rgb'), to: srgb }, every), every);
});

test('Adobe RGB becomes sRGB as the definitions of both say', async () => {
  // Matrices from the published primaries, D65 on both sides: nothing to adapt.
  const encode = (light: number): number => Math.round(255 * (light <= 0.0031308 ? Math.max(0, light) * 12.92 : 1.055 * Math.min(1, light) ** (1 / 2.4) - 0.055));
  const byHand = ([r = 0, g = 0, b = 0]: readonly number[]): readonly number[] => {
    const [x, y, z] = [r, g, b].map((sample) => (sample / 255) ** (563 / 256)) as [number, number, number];
    return [1.39836 * x - 0.39836 * y, y, -0.04293 * y + 1.04293 * z].map(encode);
  };
  for (const colour of [[0, 0, 0], [255, 255, 255], [128, 128, 128], [10, 200, 90], [200, 30, 120], [255, 0, 0], [0, 255, 0], [31, 32, 33]]) {
    const found = await convert({ from: adobe, to: srgb }, colour);
    found.forEach((sample, at) => assert.ok(Math.abs(sample - byHand(colour)[at]!) <= 1, `${colour} → ${found}, by hand ${byHand(colour)}`));
  }
});

test('paper is white and full black is black, with black points compensated; without, it is not', async () => {
  const [paper, black] = [[0, 0, 0, 0], [0, 0, 0, 255]];
  // Black ink alone is not this profile's darkest colour. Numbers of Little CMS' own program.
  assert.deepEqual(await convert({ from: inks, to: srgb }, [...paper, ...black]), [255, 255, 255, 12, 0, 19]);
  assert.deepEqual(await convert({ from: inks, to: srgb, isBlackPointCompensated: false }, black), [41, 35, 43]);
  const absolute = await convert({ from: inks, to: srgb, intent: 'absolute' }, paper);
  assert.ok(Math.min(...absolute) < 255, `${absolute}`);
});

test('gray, RGB and CMYK become each other at both depths', async () => {
  for (const from of [gray, srgb, inks]) {
    for (const to of [gray, adobe, inks]) {
      for (const [one, other] of [[from, to], [deep(from), to], [from, deep(to)], [deep(from), deep(to)]] as const) {
        const transform = await engine.openTransform({ from: one, to: other });
        const read = { gray: 1, rgb: 3, cmyk: 4 }[one.colour];
        const white = new (one.bitsPerComponent === 8 ? Uint8Array : Uint16Array)(read * 5).fill(one.colour === 'cmyk' ? 0 : 2 ** one.bitsPerComponent - 1);
        const result = transform.convert(white);
        const full = 2 ** other.bitsPerComponent - 1;
        const slack = one.colour === other.colour ? 0 : full / 100;
        assert.equal(result.length, 5 * { gray: 1, rgb: 3, cmyk: 4 }[other.colour]);
        for (const sample of result) {
          assert.ok(Math.abs(sample - (other.colour === 'cmyk' ? 0 : full)) <= slack, `${one.colour}${one.bitsPerComponent} → ${other.colour}${other.bitsPerComponent}: ${result}`);
        }
      }
    }
  }
});

test('16 bits and 8 bits tell the same colours', async () => {
  const samples = Array.from({ length: 400 }, (_, at) => (at * 37) % 256);
  for (const [from, to] of [[inks, srgb], [adobe, srgb], [gray, srgb], [adobe, inks]] as const) {
    const whole = samples.slice(0, 396);
    const shallow = await convert({ from, to }, whole);
    const wide = await convert({ from: deep(from), to: deep(to) }, whole.map((sample) => sample * 257));
    wide.forEach((sample, at) => assert.ok(Math.abs(sample / 257 - shallow[at]!) <= 0.75, `${from.colour} → ${to.colour} at ${at}: ${sample / 257} and ${shallow[at]}`));
  }
});

test('results go where they are wanted, and a closed transform converts nothing', async () => {
  const transform = await engine.openTransform({ from: gray, to: srgb });
  const into = new Uint8Array(8).fill(9);
  const result = transform.convert(Uint8Array.of(0, 255), into);
  assert.deepEqual([...into], [0, 0, 0, 255, 255, 255, 9, 9]);
  assert.equal(result.buffer, into.buffer);
  assert.throws(() => transform.convert(new Uint16Array(3)), TypeError);
  assert.throws(() => transform.convert(new Uint8Array(3), new Uint8Array(8)), TypeError);
  transform.close();
  transform.close();
  assert.throws(() => transform.convert(Uint8Array.of(0)), TypeError);
});

test('a profile of another colour space is named as that, one that is none as broken', async () => {
  const failure = async (conversion: ColourConversion): Promise<string> => {
    try {
      await engine.openTransform(conversion);
      return 'none';
    } catch (thrown) {
      return thrown instanceof Failure ? thrown.code : String(thrown);
    }
  };
  assert.equal(await failure({ from: side(cmyk, 'rgb'), to: srgb }), 'PROFILE_MISMATCH');
  assert.equal(await failure({ from: srgb, to: side(publishedProfile('sRGB'), 'cmyk') }), 'PROFILE_MISMATCH');
  assert.equal(await failure({ from: side(new Uint8Array(0), 'rgb'), to: srgb }), 'BROKEN_PROFILE');
  assert.equal(await failure({ from: side(new Uint8Array(5000), 'rgb'), to: srgb }), 'BROKEN_PROFILE');
  const link = publishedProfile('sRGB').slice();
  link.set(Buffer.from('link'), 12);
  assert.equal(await failure({ from: side(link, 'rgb'), to: srgb }), 'BROKEN_PROFILE');
  const empty = publishedProfile('AdobeRGB').slice(0, 132);
  assert.equal(await failure({ from: side(empty, 'rgb'), to: srgb }), 'BROKEN_PROFILE');
});

test('no damage to a profile does more than refuse it, and the engine goes on', async () => {
  const oneOf = fc.constantFrom({ profile: publishedProfile('AdobeRGB'), colour: 'rgb' as const }, { profile: cmyk.slice(0, 60_000), colour: 'cmyk' as const });
  const damage = fc.array(fc.tuple(fc.nat(1500), fc.nat(255)), { maxLength: 12 });
  await fc.assert(fc.asyncProperty(oneOf, damage, fc.option(fc.double({ min: 0, max: 1, noNaN: true })), fc.boolean(), async ({ profile, colour }, bytes, cut, isTarget) => {
    const broken = profile.slice(0, cut === null ? profile.length : Math.floor(cut * profile.length));
    for (const [at, value] of bytes) if (at < broken.length) broken[at] = value;
    const [from, to] = isTarget ? [srgb, side(broken, colour)] : [side(broken, colour), srgb];
    try {
      (await engine.openTransform({ from, to })).convert(new Uint8Array(24).fill(77));
    } catch (thrown) {
      assert.ok(thrown instanceof Failure && (thrown.code === 'BROKEN_PROFILE' || thrown.code === 'PROFILE_MISMATCH'), String(thrown));
    }
  }), { numRuns: 40 });
  assert.deepEqual(await convert({ from: inks, to: srgb }, [0, 0, 0, 0]), [255, 255, 255]);
});

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { publishedProfile } from '#formats';
import type { ColourSpace, RenderingIntent } from '#ports';
import { deltaE2000, hasTransicc, judgeConversion, labOf, lattice, type Lab } from '#test/build/colours';
import { cmykProfile } from '#test/build/profiles';
import { openLcmsColour } from './index.ts';

const cmyk = { profile: await cmykProfile(), colour: 'cmyk' as ColourSpace };
const rgb = (name: Parameters<typeof publishedProfile>[0]) => ({ profile: publishedProfile(name), colour: 'rgb' as ColourSpace });
const gray = { profile: publishedProfile('GrayGamma22'), colour: 'gray' as ColourSpace };

const pairs = [
  ['AdobeRGB to sRGB', rgb('AdobeRGB'), rgb('sRGB')], ['Display P3 to sRGB', rgb('DisplayP3'), rgb('sRGB')],
  ['ProPhoto to sRGB', rgb('ProPhoto'), rgb('sRGB')], ['sRGB to AdobeRGB', rgb('sRGB'), rgb('AdobeRGB')],
  ['CMYK to sRGB', cmyk, rgb('sRGB')], ['CMYK to AdobeRGB', cmyk, rgb('AdobeRGB')], ['CMYK to gray', cmyk, gray],
  ['sRGB to CMYK', rgb('sRGB'), cmyk], ['AdobeRGB to CMYK', rgb('AdobeRGB'), cmyk],
  ['gray to sRGB', gray, rgb('sRGB')], ['gray to CMYK', gray, cmyk], ['sRGB to gray', rgb('sRGB'), gray],
] as const;

const nodes: Readonly<Record<ColourSpace, number>> = { gray: 256, rgb: 14, cmyk: 8 };
const components: Readonly<Record<ColourSpace, number>> = { gray: 1, rgb: 3, cmyk: 4 };

const howOf: readonly { readonly intent: RenderingIntent; readonly isBlackPointCompensated: boolean }[] = [
  { intent: 'relative', isBlackPointCompensated: true }, { intent: 'relative', isBlackPointCompensated: false },
  { intent: 'perceptual', isBlackPointCompensated: true }, { intent: 'absolute', isBlackPointCompensated: false },
];

test('conversions look as Little CMS itself makes them, exact to what rounding leaves', async (context) => {
  if (!hasTransicc) return context.skip('transicc is not installed (npm run engines)');
  const folder = await mkdtemp(join(tmpdir(), 'prepress-colours-'));
  const engine = openLcmsColour();
  try {
    for (const [name, from, to] of pairs) {
      for (const how of howOf) {
        for (const bitsPerComponent of [8, 16] as const) {
          const largest = 2 ** bitsPerComponent - 1;
          const colours = lattice(components[from.colour], nodes[from.colour]).map((sample) => Math.round(sample * largest) / largest);
          const transform = await engine.openTransform({ from: { ...from, bitsPerComponent }, to: { ...to, bitsPerComponent }, ...how });
          const samples = colours.map((sample) => Math.round(sample * largest));
          const converted = transform.convert(bitsPerComponent === 8 ? Uint8Array.from(samples) : Uint16Array.from(samples));
          const found = Array.from(converted, (sample) => sample / largest);
          const right = judgeConversion(folder, from.profile, to.profile, { from: from.colour, to: to.colour }, colours, how);
          const looks = (some: readonly number[]): readonly Lab[] => labOf(folder, to.profile, to.colour, some);
          const exact = looks(right);
          const mostOf = (labs: readonly Lab[]): number => Math.max(...labs.map((lab, index) => deltaE2000(lab, exact[index]!)));
          const most = mostOf(looks(found));
          const rounding = mostOf(looks(right.map((sample) => Math.round(sample * largest) / largest)));
          const text = `${name}, ${how.intent}${how.isBlackPointCompensated ? ' + BPC' : ''}, ${bitsPerComponent} bits: ΔE2000 ${most.toFixed(2)}, `
            + `of which rounding ${rounding.toFixed(2)}`;
          context.diagnostic(text);
          const isUsual = how.intent === 'relative' && how.isBlackPointCompensated && to.colour !== 'cmyk';
          // In the darkest colours rounding to 8 bits alone is seen.
          assert.ok(most <= (bitsPerComponent === 8 ? Math.max(1, rounding + 0.25) : isUsual ? 0.5 : 1), text);
        }
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

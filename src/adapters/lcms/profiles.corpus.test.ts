import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { asFailure } from '#base';
import { iccFacts, publishedProfile } from '#formats';
import type { ColourConversion, ColourSpace } from '#ports';
import { corpusFolder, hasCorpus } from '#test/build/corpus';
import { openLcmsColour } from './index.ts';

const spaces: Readonly<Record<string, ColourSpace>> = { GRAY: 'gray', RGB: 'rgb', CMYK: 'cmyk' };
const srgb = { profile: publishedProfile('sRGB'), colour: 'rgb', bitsPerComponent: 8 } as const;

/** What each real profile is good for: as a source, and as a target. */
const expected: Readonly<Record<string, readonly [string, string]>> = {
  'icc/Compact-ICC-Profiles__AdobeCompat-v4.icc': ['converts', 'converts'],
  // Has tables for one direction alone.
  'icc/Compact-ICC-Profiles__CGATS001Compat-v2-micro.icc': ['converts', 'BROKEN_PROFILE'],
  'icc/Little-CMS__test3.icc': ['converts', 'converts'],
  // A screen's profile, whose named colours do not matter here.
  'icc/Little-CMS__crayons.icc': ['converts', 'converts'],
  'icc/Little-CMS__bad.icc': ['BROKEN_PROFILE', 'BROKEN_PROFILE'],
  'icc/Little-CMS__toosmall.icc': ['BROKEN_PROFILE', 'BROKEN_PROFILE'],
  'colour/sharp__hilutite.icm': ['converts', 'converts'],
  // Little CMS' own program cannot link it either.
  'colour/sharp__invalid-illuminant.icc': ['BROKEN_PROFILE', 'BROKEN_PROFILE'],
};

/** What comes of the profiles in real pictures. */
const pictures: Readonly<Record<string, string>> = {
  'TwelveMonkeys__general-cmm-error.tif': 'converts',
  'TwelveMonkeys__jfif-cmyk-invalid-icc-profile-srgb.jpg': 'PROFILE_MISMATCH',
  'TwelveMonkeys__warning-embedded-color-profile-invalid-ignored-cmyk.jpg': 'converts',
  'TwelveMonkeys__scan-mono-iccgray.tif': 'converts',
  'TwelveMonkeys__cmyk_jpeg.tif': 'converts',
  'sharp__fogra-0-100-100-0.tif': 'converts',
  'sharp__p3.png': 'converts',
  'sharp__prophoto.png': 'converts',
  'Pillow__icc_profile_big.jpg': 'converts',
  'Pillow__icc-after-SOF.jpg': 'BROKEN_PROFILE',
};

const engine = openLcmsColour();
async function tried(conversion: ColourConversion): Promise<string> {
  try {
    const transform = await engine.openTransform(conversion);
    transform.convert(new Uint8Array(12));
    return 'converts';
  } catch (thrown) {
    return asFailure(thrown).code;
  }
}

test('real profiles convert, and broken ones are refused by name', async (context) => {
  if (!hasCorpus) return context.skip(`no corpus at ${corpusFolder}: nothing was tried (PREPRESS_CORPUS names another place)`);
  for (const [file, ends] of Object.entries(expected)) {
    const profile = new Uint8Array(await readFile(join(corpusFolder, file)));
    const side = { profile, colour: spaces[iccFacts(profile)?.space ?? ''] ?? 'rgb', bitsPerComponent: 8 } as const;
    assert.deepEqual([await tried({ from: side, to: srgb }), await tried({ from: srgb, to: side })], ends, file);
  }
});

test('profiles in real pictures convert or are refused, whatever they are', async (context) => {
  if (!hasCorpus) return context.skip(`no corpus at ${corpusFolder}: nothing was tried (PREPRESS_CORPUS names another place)`);
  for (const [file, expectedEnd] of Object.entries(pictures)) {
    const { icc, space } = await sharp(join(corpusFolder, 'colour', file)).metadata();
    assert.ok(icc, file);
    const colour = space === 'cmyk' ? 'cmyk' : space === 'b-w' ? 'gray' : 'rgb';
    const end = await tried({ from: { profile: new Uint8Array(icc), colour, bitsPerComponent: 8 }, to: srgb });
    assert.equal(end, expectedEnd, file);
  }
});

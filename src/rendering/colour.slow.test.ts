import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { openHarfbuzzFonts } from '#adapters/harfbuzz';
import { openLcmsColour } from '#adapters/lcms';
import { openSharpView } from '#adapters/sharp';
import { publishedProfile, rawTiffHead } from '#formats';
import { deltaE2000, hasTransicc, labOf } from '#test/build/colours';
import { cmykProfile } from '#test/build/profiles';
import { assetOf, buildPicture, paint, temporaryFolder } from '#test/build/pyramids';
import { builtInProfiles } from './colour/profiles.ts';
import { makeRecipe } from './recipe.ts';
import { understandAlone } from './understand.ts';
import { draw } from './render.ts';
import { mergeRequest } from './request.ts';
import { readImageServing } from './settings.ts';

const hasVips = spawnSync('vips', ['--version']).status === 0;
const wave = (x: number, y: number, phase: number): number => Math.round(127.5 + 127.5 * Math.sin(x / 17 + phase) * Math.cos(y / 23 - phase));

test('delivered colours are those that vips icc_transform makes: relative colorimetric, black point compensated', async (context) => {
  if (!hasVips || !hasTransicc) return context.skip('vips or transicc is not installed (npm run engines)');
  const folder = await temporaryFolder();
  try {
    const view = await openSharpView({ threads: 1, timeLimitSeconds: 30 });
    const srgbPath = join(folder.path, 'srgb.icc');
    await writeFile(srgbPath, publishedProfile('sRGB'));
    for (const [name, colour, icc] of [
      ['AdobeRGB', 'rgb', publishedProfile('AdobeRGB')], ['DisplayP3', 'rgb', publishedProfile('DisplayP3')],
      ['CMYK', 'cmyk', await cmykProfile()], ['gray', 'gray', publishedProfile('GrayGamma22')],
    ] as const) {
      const components = { gray: 1, rgb: 3, cmyk: 4 }[colour];
      // Inks that a press would take: the darkest are beyond what 8 bits can hold apart.
      const pixels = paint(160, 120, colour, false, (x, y) => Array.from({ length: components }, (_, component) =>
        (colour === 'cmyk' && component === 3 ? wave(x, y, 3) >> 2 : wave(x, y, component * 2))));
      const built = await buildPicture(folder.path, name, pixels, { icc, iccName: name });
      const asset = assetOf(name, { image: built.image, optimizedBlobId: built.optimizedPath, maskBlobId: undefined });
      const recipe = makeRecipe(understandAlone(mergeRequest('scl=1&fmt=png', asset, ''), asset), 'img', readImageServing(), builtInProfiles);
      const ours = await draw(recipe, { blobs: { localFile: async (path) => path }, view, colour: openLcmsColour(), fonts: openHarfbuzzFonts() });

      const [plain, profilePath, converted] = ['plain.tif', 'source.icc', 'converted.tif'].map((file) => join(folder.path, `${name}-${file}`)) as [string, string, string];
      await writeFile(plain, Buffer.concat([rawTiffHead({ ...pixels, components, icc: undefined }), Uint8Array.from(pixels.samples)]));
      await writeFile(profilePath, icc);
      execFileSync('vips', ['icc_transform', plain, converted, srgbPath, '--input-profile', profilePath, '--intent', 'relative', '--black-point-compensation']);
      const theirs = await sharp(converted, { ignoreIcc: true }).raw().toBuffer();
      const labs = [ours.samples, theirs].map((samples) => labOf(folder.path, publishedProfile('sRGB'), 'rgb', Array.from(samples, (sample) => sample / 255)));
      const differences = labs[0]!.map((lab, index) => deltaE2000(lab, labs[1]![index]!)).toSorted((a, b) => a - b);
      const [most, mean] = [differences.at(-1)!, differences.reduce((sum, one) => sum + one, 0) / differences.length];
      context.diagnostic(`${name}: ΔE2000 ${most.toFixed(2)}, mean ${mean.toFixed(3)}`);
      assert.ok(most <= 2 && differences[Math.floor(differences.length * 0.99)]! <= 1, `${name}: ΔE2000 ${most}, mean ${mean}`);
    }
  } finally {
    await folder.remove();
  }
});

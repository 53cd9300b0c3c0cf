import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Asset } from '#library';
import { assetOf } from '#test/build/pyramids';
import { builtInProfiles, publishedRef, type ColourProfiles, type ProfileRef } from './colour/profiles.ts';
import { makeRecipe } from './recipe.ts';
import { understandAlone } from './understand.ts';
import { mergeRequest, type PictureKind } from './request.ts';
import type { Recipe } from './types.ts';
import { readImageServing, type ImageServing } from './settings.ts';

const levels = [[3000, 2000], [1500, 1000], [750, 500], [375, 250], [188, 125], [94, 63]].map(([widthPx, heightPx]) => ({ widthPx: widthPx!, heightPx: heightPx! }));
const g = assetOf('g', {
  optimizedBlobId: 'colour', maskBlobId: undefined,
  image: { widthPx: 3000, heightPx: 2000, resolutionPpi: 72, colour: 'rgb', bitsPerComponent: 8, hasAlpha: false, iccProfileName: undefined, levels, photoshopPathNames: [], hasXmp: false },
});
const serving = readImageServing();
const recipeOf = (query: string, kind: PictureKind = 'img', asset: Asset = g) => makeRecipe(understandAlone(mergeRequest(query, asset, 'Co/g'), asset), kind, serving);

/** What is read of the base layer. */
const imageIn = ({ drawing }: Recipe) => (drawing.kind === 'straight' ? drawing.layer.image : assert.fail(`drawn ${drawing.kind}`));

test('a recipe is plain data and says everything', () => {
  const recipe = recipeOf('wid=400&hei=400&bgc=d6f582&qlt=90,1&fmt=png');
  assert.deepEqual(recipe, {
    version: 3, kind: 'image', reply: { widthPx: 400, heightPx: 400 },
    drawing: {
      kind: 'straight', size: { widthPx: 400, heightPx: 400 }, finish: undefined, clips: [],
      layer: {
        clips: [], fill: undefined,
        image: {
          blobId: 'colour', maskBlobId: undefined, colour: 'rgb', bitsPerComponent: 8, conversion: undefined, level: 2,
          window: { xPx: 0, yPx: 0, widthPx: 750, heightPx: 500 }, scaled: { widthPx: 400, heightPx: 267 },
          keep: { xPx: 0, yPx: 0, widthPx: 400, heightPx: 267 }, kernel: 'lanczos3', flip: { isLeftRight: false, isUpDown: false }, at: { xPx: 0, yPx: 66 },
        },
      },
    },
    background: { space: 'rgb', components: [214, 245, 130], alpha: 255 },
    format: { codec: 'png', hasAlpha: false, colour: 'rgb', isProgressive: false, isLossless: false, compression: 'none' },
    quality: 90, isFullChroma: true, printResPpi: 72,
    profile: { name: 'sRGB IEC61966-2.1', colour: 'rgb', content: { space: 'sRGB' } }, isProfileEmbedded: false,
  });
  assert.deepEqual(JSON.parse(JSON.stringify(recipe)).reply, recipe.reply);
});

test('requests that mean the same have one recipe', () => {
  const same = ['wid=400&hei=300&fit=crop', 'HEI=300&Wid=400&fit=CROP,0&x=1&id=77', 'wid=1&hei=3.0e2&fit=crop&wid=399.6&fmt=JPG&bgc=255,255,255'];
  assert.equal(new Set(same.map((query) => JSON.stringify(recipeOf(query)))).size, 1);
  assert.notEqual(JSON.stringify(recipeOf(same[0]!)), JSON.stringify(recipeOf('wid=400&hei=300&fit=crop,1&qlt=79')));
});

test('the composite shows beyond a region where the view has room', () => {
  const recipe = recipeOf('rgn=0,0,500,500&wid=200&hei=100');
  assert.deepEqual(imageIn(recipe)?.at, { xPx: 50, yPx: 0 });
  assert.equal(imageIn(recipe)?.keep.widthPx, 150);
});

test('rect cuts the finished view; what lies outside it is background', () => {
  const strip = recipeOf('scl=1&rect=0,600,2000,600');
  assert.deepEqual([strip.reply, imageIn(strip)?.window], [{ widthPx: 2000, heightPx: 600 }, { xPx: 0, yPx: 600, widthPx: 2000, heightPx: 600 }]);
  const tile = recipeOf('wid=400&rect=0,0,256,256,2');
  assert.deepEqual([tile.reply, imageIn(tile)?.level], [{ widthPx: 256, heightPx: 256 }, 1]);
  const beyond = recipeOf('wid=400&rect=300,200,256,256');
  assert.deepEqual(imageIn(beyond)?.keep, { ...imageIn(beyond)!.keep, widthPx: 100, heightPx: 67 });
  assert.equal(imageIn(recipeOf('wid=400&rect=900,900,10,10')), undefined);
});

test('what a dpr makes too large shrinks to the limit', () => {
  assert.deepEqual(recipeOf('wid=4000&dpr=on,2').reply, { widthPx: 5000, heightPx: 3333 });
  assert.throws(() => recipeOf('wid=6000'), { code: 'DELIVERY_TOO_LARGE' });
  assert.throws(() => makeRecipe(understandAlone(mergeRequest('wid=4999&hei=4999&fit=fit', g, ''), g), 'img', { ...serving, maxPixels: 1_000_000 }), { code: 'DELIVERY_TOO_LARGE' });
});

const cmyk: ProfileRef = { name: 'Coated', colour: 'cmyk', content: { blobId: 'coated' } };
const profiles: ColourProfiles = {
  requested: undefined, output: { ...builtInProfiles.output, cmyk }, input: { ...builtInProfiles.input, cmyk },
};
const withProfile = (iccProfileName: string | undefined, colour: 'rgb' | 'gray' | 'cmyk' = 'rgb') => ({ ...g, image: { ...g.image!, colour, iccProfileName } });
const colourRecipe = (asset: Asset, query = '', requested?: ProfileRef, change: Partial<ImageServing> = {}) =>
  makeRecipe(understandAlone(mergeRequest(query, asset, 'Co/g'), asset), 'img', { ...serving, ...change }, { ...profiles, requested });

test('colours come from the embedded profile or that of their type, and go to that of the reply', () => {
  const way = (asset: Asset, query = ''): string => {
    const conversion = imageIn(colourRecipe(asset, query))!.conversion;
    return conversion ? `${conversion.from === 'embedded' ? 'embedded' : conversion.from.name} → ${conversion.to.name}` : 'as they are';
  };
  assert.equal(way(withProfile('sRGB IEC61966-2.1')), 'as they are');
  assert.equal(way(withProfile(undefined)), 'as they are');
  assert.equal(way(withProfile('Adobe RGB (1998)')), 'embedded → sRGB IEC61966-2.1');
  assert.equal(way(withProfile(undefined, 'cmyk')), 'Coated → sRGB IEC61966-2.1');
  assert.equal(way(withProfile('Coated FOGRA39', 'cmyk')), 'embedded → sRGB IEC61966-2.1');
  assert.equal(way(withProfile(undefined, 'cmyk'), 'fmt=tif,cmyk'), 'as they are');
  assert.equal(way(withProfile('Coated FOGRA39', 'cmyk'), 'fmt=tif,cmyk'), 'embedded → Coated');
  assert.equal(way(withProfile(undefined), 'fmt=tif,cmyk'), 'sRGB IEC61966-2.1 → Coated');
  assert.equal(way(withProfile('Dot Gain 20%', 'gray'), 'fmt=png,gray'), 'as they are');
  assert.equal(way(withProfile('Dot Gain 20%', 'gray')), 'embedded → sRGB IEC61966-2.1');
  assert.equal(way(withProfile(undefined, 'gray')), 'as they are');
});

test('settings and icc decide about intent, black point and dithering', () => {
  const how = (query: string, change: Partial<ImageServing> = {}) => {
    const { intent, isBlackPointCompensated, isDithered } = imageIn(colourRecipe(withProfile('Adobe RGB (1998)'), query, publishedRef('ProPhoto'), change))!.conversion!;
    return [intent, isBlackPointCompensated, isDithered];
  };
  assert.deepEqual(how('icc=ProPhoto'), ['relative', true, false]);
  assert.deepEqual(how('icc=ProPhoto,perceptual,0,1'), ['perceptual', false, true]);
  assert.deepEqual(how('icc=ProPhoto,,0'), ['relative', false, false]);
  assert.deepEqual(how('icc=ProPhoto', { iccRenderIntent: 3, iccBlackPointCompensation: false, iccDither: true }), ['absolute', false, true]);
  for (const wrong of ['ProPhoto,vivid', 'ProPhoto,relative,2', ',relative', 'ProPhoto,relative,1,0,1']) {
    assert.throws(() => how(`icc=${wrong}`), { code: 'DELIVERY_BAD_REQUEST' }, wrong);
  }
});

test('icc decides about the pixel type, and no other type goes with it', () => {
  const gray = publishedRef('GrayGamma22');
  assert.equal(colourRecipe(g, 'icc=GrayGamma22', gray).format.colour, 'gray');
  assert.equal(colourRecipe(g, 'icc=Coated&fmt=tif', cmyk).format.colour, 'cmyk');
  assert.throws(() => colourRecipe(g, 'icc=GrayGamma22&fmt=jpeg,rgb', gray), { code: 'DELIVERY_BAD_REQUEST' });
  assert.throws(() => colourRecipe(g, 'icc=Coated&fmt=png', cmyk), { code: 'DELIVERY_BAD_REQUEST' });
});

test('a reply carries its profile when asked, if it has one', () => {
  const carried = (asset: Asset, query: string): string | undefined => {
    const { profile, isProfileEmbedded } = colourRecipe(asset, query);
    return isProfileEmbedded ? (profile === 'embedded' ? 'embedded' : profile?.name) : undefined;
  };
  assert.equal(carried(g, ''), undefined);
  assert.equal(carried(g, 'iccEmbed=0'), undefined);
  assert.equal(carried(g, 'iccEmbed=1'), 'sRGB IEC61966-2.1');
  assert.equal(carried(g, 'iccEmbed=true&fmt=png,gray'), undefined);
  assert.equal(carried(withProfile('Dot Gain 20%', 'gray'), 'iccEmbed=1&fmt=png,gray'), 'embedded');
  assert.throws(() => carried(g, 'iccEmbed=yes'), { code: 'DELIVERY_BAD_REQUEST' });
});

test('an asset without a pyramid cannot be shown yet', () => {
  assert.throws(() => recipeOf('', 'img', { ...g, image: undefined, type: 'ImageSet' }), { code: 'DELIVERY_BAD_REQUEST', params: { detail: 'not available yet: pictures of type ImageSet' } });
});

test('no request makes a recipe that lies outside the reply, the level or the limits', () => {
  const number = fc.oneof(fc.integer({ min: -50, max: 6000 }), fc.double({ min: -2, max: 6000, noNaN: true }));
  const list = (length: number) => fc.array(number, { minLength: 1, maxLength: length }).map((items) => items.join(','));
  const command = fc.oneof(
    number.map((value) => `wid=${value}`), number.map((value) => `hei=${value}`), fc.double({ min: 0.1, max: 50, noNaN: true }).map((value) => `scl=${value}`),
    fc.constantFrom('fit', 'constrain', 'crop', 'wrap', 'stretch', 'hfit', 'vfit').chain((mode) => fc.constantFrom('', ',0', ',1').map((up) => `fit=${mode}${up}`)),
    list(4).map((value) => `crop=${value}`), list(4).map((value) => `rgn=${value}`), list(5).map((value) => `rect=${value}`), list(2).map((value) => `size=${value}`),
    list(4).map((value) => `extend=${value}`), fc.double({ min: 0.001, max: 20, noNaN: true }).map((value) => `scale=${value}`), fc.constantFrom('flip=lr', 'flip=ud', 'flip=lrud'),
    fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })).map(([x, y]) => `align=${x},${y}`), fc.double({ min: 0.1, max: 4, noNaN: true }).map((value) => `dpr=on,${value}`),
  );
  let made = 0;
  fc.assert(fc.property(fc.array(command, { maxLength: 6 }), fc.constantFrom<PictureKind>('img', 'tmb', 'mask'), (commands, kind) => {
    let recipe;
    try {
      recipe = recipeOf(commands.join('&'), kind);
    } catch (thrown) {
      assert.ok(['DELIVERY_BAD_REQUEST', 'DELIVERY_TOO_LARGE'].includes((thrown as { code: string }).code), String(thrown));
      return;
    }
    made++;
    const { reply } = recipe;
    assert.ok(reply.widthPx >= 1 && reply.widthPx <= 5000 && reply.heightPx >= 1 && reply.heightPx <= 5000);
    const image = imageIn(recipe);
    if (!image) return;
    const { window, keep, at, scaled } = image;
    const level = levels[image.level]!;
    for (const value of [...Object.values(window), ...Object.values(keep), ...Object.values(at), ...Object.values(scaled)]) assert.ok(Number.isSafeInteger(value));
    assert.ok(window.xPx >= 0 && window.yPx >= 0 && window.xPx + window.widthPx <= level.widthPx && window.yPx + window.heightPx <= level.heightPx);
    assert.ok(keep.xPx >= 0 && keep.yPx >= 0 && keep.xPx + keep.widthPx <= scaled.widthPx && keep.yPx + keep.heightPx <= scaled.heightPx);
    assert.ok(at.xPx >= 0 && at.yPx >= 0 && at.xPx + keep.widthPx <= reply.widthPx && at.yPx + keep.heightPx <= reply.heightPx);
  }), { numRuns: 2000 });
  assert.ok(made > 100, `only ${made} recipes were made`);
});

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { Failure } from '#base';
import { corpusFolder, hasCorpus } from '#test/build/corpus';
import { bytesSource, type ByteSource } from '../bytes.ts';
import { readPsdComposite } from './composite.ts';
import type { PsdEffect } from './content/effect-types.ts';
import { readPsdEffects } from './content/effects.ts';
import { readPsdFill } from './content/fill.ts';
import { readPsdText } from './content/text.ts';
import type { PsdText } from './content/text-types.ts';
import { readPsdVectorMask } from './content/vector-mask.ts';
import { readPsd, type PsdDocument } from './document.ts';
import { canvasBox } from './layers/box.ts';
import { readPsdLayer, readPsdMask } from './layers/pixels.ts';
import { readPsdLayers } from './layers/tree.ts';
import type { PsdLayers } from './layers/types.ts';

type Opened = { readonly source: ByteSource; readonly document: PsdDocument; readonly all: PsdLayers };

function open(file: string): Opened {
  const source = bytesSource(readFileSync(join(corpusFolder, file)));
  const document = readPsd(source);
  return { source, document, all: readPsdLayers(source, document) };
}

/** False, and said so, where there is no corpus. */
function isTried(context: TestContext): boolean {
  if (!hasCorpus) context.diagnostic(`no corpus at ${corpusFolder}: nothing was tried (PREPRESS_CORPUS names another place)`);
  return hasCorpus;
}

function textsOf(file: string): readonly PsdText[] {
  const { source, all } = open(file);
  return all.layers.map(({ blocks }) => readPsdText(source, blocks)).filter((text) => text !== undefined);
}

test('texts of real documents come with fonts, sizes, colours and places', (context) => {
  if (!isTried(context)) return;
  const [poster] = textsOf('psd/TwelveMonkeys__masks2.psd');
  assert.equal(poster!.text, 'PSD WITH MASK\nON A VECTOR SHAPE');
  assert.deepEqual([poster!.styles[0]!.style.fontName, poster!.styles[0]!.style.size], ['MyriadPro-Regular', 60]);
  const [boxed] = textsOf('psd/ag-psd__text-paragraph-align-src.psd');
  assert.deepEqual([boxed!.box, boxed!.paragraphs[0]!.style.alignment, boxed!.toCanvas], [[0, 0, 178, 169], 'justifyRight', [1, 0, 0, 1, 11, 11]]);
  const [broken] = textsOf('psd/ag-psd__text-carriage-return-src.psd');
  assert.equal(broken!.text, '1\v2\n3');
  const buttons = textsOf('psd/psd.js__example.psd');
  assert.deepEqual(buttons.map(({ text }) => text), Array<string>(6).fill('Make a change and save.'));
  assert.deepEqual(buttons.map(({ styles }) => styles[0]!.style.fontName), Array<string>(6).fill('HelveticaNeue-Light'));
});

test('effects of a real document, in the new form and in the old', (context) => {
  if (!isTried(context)) return;
  const { source, document, all } = open('psd/ag-psd__effects-src.psd');
  const of = (name: string, isOld: boolean): readonly PsdEffect[] => {
    const { blocks } = all.layers.find((layer) => layer.name === name)!;
    const kept = isOld ? blocks.filter(({ key }) => key === 'lrFX') : blocks;
    return readPsdEffects(source, kept, document.globalLightDeg)!.effects.filter(({ isEnabled }) => isEnabled);
  };
  const [shadow] = of('inner shadow', false);
  assert.deepEqual([shadow!.kind, shadow!.opacity, shadow!.angleDeg, shadow!.distancePx, shadow!.sizePx, shadow!.spread], ['innerShadow', 63, 61, 14, 4, 11]);
  for (const name of ['drop shadow', 'inner shadow', 'inner outer glow']) {
    const [now, then] = [of(name, false), of(name, true)];
    assert.equal(now.length, then.length, name);
    for (const [index, effect] of now.entries()) {
      const old = then[index]!;
      assert.deepEqual([effect.kind, effect.blendMode, effect.sizePx, effect.distancePx], [old.kind, old.blendMode, old.sizePx, old.distancePx], name);
      assert.ok(Math.abs(effect.opacity - old.opacity) < 0.4, name);
      if (effect.kind.endsWith('Shadow')) assert.equal(effect.angleDeg, old.angleDeg, name);
    }
  }
});

test('solid fills show the colour of their pixels', (context) => {
  if (!isTried(context)) return;
  for (const file of ['psd/psd-tools__solid-color-fill.psd', 'psd/psd.js__example.psd', 'psd/psd-tools__clipping-mask.psd']) {
    const { source, document, all } = open(file);
    const fills = all.layers.filter(({ content }) => content === 'solidFill');
    assert.ok(fills.length > 0);
    for (const layer of fills) {
      const { colour, hasStroke } = readPsdFill(source, layer.blocks)!;
      assert.equal(hasStroke, false);
      const pixels = readPsdLayer(source, document, layer);
      const rows = pixels.rows(pixels.heightPx);
      const opaque = rows.alpha!.indexOf(255);
      assert.ok(colour?.space === 'rgb');
      assert.deepEqual([colour.red, colour.green, colour.blue].map(Math.round), [...rows.colour.subarray(opaque * 3, opaque * 3 + 3)], `${file}, ${layer.name}`);
    }
  }
});

/** Reads all there is, as production might. */
function readAll(source: ByteSource): void {
  const document = readPsd(source);
  const { layers, groups } = readPsdLayers(source, document);
  for (const { blocks } of [...layers, ...groups]) {
    readPsdEffects(source, blocks, document.globalLightDeg);
    readPsdText(source, blocks);
    readPsdFill(source, blocks);
    readPsdVectorMask(source, blocks);
  }
  if (document.bitsPerComponent === 32) return;
  for (const owner of [...layers, ...groups]) {
    for (const mask of [owner.mask, owner.userMask]) if (mask) readPsdMask(source, document, owner, mask, canvasBox(document)).rows(document.heightPx);
    if (owner.kind === 'layer') readPsdLayer(source, document, owner, canvasBox(document)).rows(document.heightPx);
  }
  readPsdComposite(source, document).rows(document.heightPx);
}

const ends = new Set(['BROKEN_FILE', 'UNSUPPORTED_IMAGE']);

test('hostile documents, and real ones cut and spoiled, end as failures of the file or are read, in bounded time', (context) => {
  if (!isTried(context)) return;
  const real = ['psd/psd-tools__layer_comps.psd', 'psd/TwelveMonkeys__test_gray16.psd', 'psd/psd-tools__4x4_16bit_rgb.psd', 'psd/psd.js__example.psd'];
  const hostile = readdirSync(join(corpusFolder, 'hostile')).filter((name) => name.endsWith('.psd')).map((name) => `hostile/${name}`);
  assert.ok(hostile.length >= 3);
  const endOf = (bytes: Uint8Array, name: string): string => {
    const startedMs = performance.now();
    try {
      readAll(bytesSource(bytes));
      return 'read';
    } catch (thrown) {
      assert.ok(thrown instanceof Failure && ends.has(thrown.code), `${name}: ${String(thrown)}`);
      return thrown.code;
    } finally {
      assert.ok(performance.now() - startedMs < 20_000, name);
    }
  };
  for (const file of hostile) context.diagnostic(`${file}: ${endOf(readFileSync(join(corpusFolder, file)), file)}`);
  let seed = 1;
  const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (const file of real) {
    const whole = readFileSync(join(corpusFolder, file));
    assert.equal(endOf(whole, file), 'read');
    for (let round = 0; round < 15; round++) {
      assert.equal(endOf(whole.subarray(0, random(whole.length)), file), 'BROKEN_FILE');
      const spoiled = Buffer.from(whole);
      for (let count = 0; count < 5; count++) spoiled[random(Math.min(spoiled.length, 60_000))] = random(256);
      endOf(spoiled, file);
    }
  }
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { corpusFacts, corpusFolder, hasCorpus, type CorpusFacts } from '#test/build/corpus';
import { bytesSource, type ByteSource } from '../bytes.ts';
import { readPsdComposite, unreadablePsd } from './composite.ts';
import { readPsd, type PsdDocument } from './document.ts';
import { canvasBox, isEmptyBox } from './layers/box.ts';
import { readPsdLayer, readPsdMask } from './layers/pixels.ts';
import { readRecords } from './layers/records.ts';
import { readPsdLayers } from './layers/tree.ts';
import type { PsdLayer } from './layers/types.ts';
import { coloursOf, type PsdRowReader } from './pixels/row-reader.ts';

const judge = ['/usr/bin/convert', 'convert'].find((program) => spawnSync(program, ['-version']).status === 0);

type Opened = { readonly facts: CorpusFacts; readonly path: string; readonly source: ByteSource; readonly document: PsdDocument };

/** Every Photoshop document of the corpus that is no PSB. */
function* documents(context: TestContext): Generator<Opened> {
  if (!hasCorpus) {
    context.diagnostic(`no corpus at ${corpusFolder}: nothing was tried (PREPRESS_CORPUS names another place)`);
    return;
  }
  let count = 0;
  for (const facts of corpusFacts(['psd', 'clippath']).filter(({ file }) => /\.psd$/i.test(file))) {
    const path = join(corpusFolder, facts.file);
    const source = bytesSource(readFileSync(path));
    yield { facts, path, source, document: readPsd(source) };
    count++;
  }
  assert.ok(count >= 66, `${count} documents`);
}

test('size, mode, depth, channels, profile and XMP of every document are as listed', (context) => {
  const modes = { bitmap: 'Bitmap', gray: 'Gray', indexed: 'Indexed', rgb: 'RGB', cmyk: 'CMYK', multichannel: 'Multichannel', duotone: 'Duotone', lab: 'Lab' };
  for (const { facts, document: { widthPx, heightPx, channels, bitsPerComponent, mode, icc, xmp } } of documents(context)) {
    const own = `psd v=1 ${widthPx}x${heightPx} ch=${channels} depth=${bitsPerComponent} mode=${modes[mode]} `;
    assert.ok(facts.text.includes(own), `${facts.file}: ${own}`);
    assert.ok(facts.text.includes(` icc=${icc ? 'y' : 'n'} xmp=${xmp ? 'y' : 'n'} `), facts.file);
  }
});

test('whether a document has its merged image is as listed', (context) => {
  const listed = (text: string): string | undefined => / merged=(Yes|No) /.exec(text)?.[1];
  for (const { facts, document } of documents(context)) {
    const merged = listed(facts.text);
    if (merged) assert.equal(document.hasMergedPixels, merged === 'Yes', facts.file);
  }
});

/** Samples as the judge reads them: interleaved, alpha last. Its CMYK counts ink, as ours does. */
function judged(path: string, { colour, hasAlpha, bitsPerComponent }: PsdRowReader): Uint8Array | Uint16Array {
  const format = colour === 'gray' ? 'gray' : colour + (hasAlpha ? 'a' : '');
  const { stdout } = spawnSync(judge!, [path, '-depth', String(bitsPerComponent), '-endian', 'LSB', `${format}:-`], { maxBuffer: 2 ** 30 });
  return bitsPerComponent === 8 ? stdout : new Uint16Array(Uint8Array.from(stdout).buffer);
}

/** Largest difference of colour where there is any opacity, and of alpha. */
function difference(reader: PsdRowReader, other: Uint8Array | Uint16Array): { readonly colour: number; readonly alpha: number } {
  const colours = coloursOf[reader.colour];
  const step = other.length / (reader.widthPx * reader.heightPx);
  const { colour, alpha } = reader.rows(reader.heightPx);
  let [ofColour, ofAlpha] = [0, 0];
  for (let pixel = 0; pixel < reader.widthPx * reader.heightPx; pixel++) {
    const opacity = alpha ? alpha[pixel]! : 255;
    for (let component = 0; component < colours && opacity > 0; component++) {
      ofColour = Math.max(ofColour, Math.abs(colour[pixel * colours + component]! - other[pixel * step + component]!));
    }
    if (step > colours) ofAlpha = Math.max(ofAlpha, Math.abs(opacity - other[pixel * step + colours]!));
  }
  return { colour: ofColour, alpha: ofAlpha };
}

test('merged images equal those of ImageMagick within 1', (context) => {
  if (!judge) {
    context.diagnostic('no ImageMagick: nothing was compared');
    return;
  }
  let compared = 0;
  for (const { facts, path, source, document } of documents(context)) {
    // Where there is no merged image the judge makes one of its own. It takes white out of RGB only.
    const isComparable = document.hasMergedPixels && !unreadablePsd(document) && !(document.mode === 'gray' && document.hasTransparency);
    if (!isComparable) continue;
    const reader = readPsdComposite(source, document);
    const other = judged(`${path}[0]`, reader);
    assert.equal(other.length, reader.widthPx * reader.heightPx * (coloursOf[reader.colour] + (reader.hasAlpha ? 1 : 0)), facts.file);
    const { colour, alpha } = difference(reader, other);
    assert.ok(colour <= 1 && alpha === 0, `${facts.file}: colour differs by ${colour}, alpha by ${alpha}`);
    compared++;
  }
  if (hasCorpus) assert.ok(compared >= 60, `${compared} compared`);
  context.diagnostic(`${compared} merged images compared`);
});

test('layers, groups, names, text layers, hidden ones and masks are as listed', (context) => {
  for (const { facts, source, document } of documents(context)) {
    const { layers, groups } = readPsdLayers(source, document);
    const all = [...layers, ...groups].toSorted((one, other) => one.index - other.index);
    const listed = (name: string): number => Number(new RegExp(` ${name}=(\\d+)`).exec(facts.text)?.[1]);
    // Each group has a second record that marks its end.
    assert.equal(layers.length + groups.length * 2, listed('layer_records'), facts.file);
    assert.equal(groups.length, listed('groups'), facts.file);
    assert.equal(layers.filter(({ content }) => content === 'text').length, listed('text_layers'), facts.file);
    // The marks that end groups are counted too; one document has hidden ones.
    const records = readRecords(source, document.layersPlace);
    assert.equal(records.filter(({ isVisible }) => !isVisible).length, listed('hidden'), facts.file);
    assert.equal(all.filter(({ mask }) => mask).length, listed('masks'), facts.file);
    // Long lists of names are cut short in the list of the corpus.
    const names = facts.text.slice(facts.text.lastIndexOf(' names=') + 7).split(' ;')[0]!.split('|').filter((name) => !/^(<\/Layer group>|End of layer group)$/.test(name));
    const isCut = facts.text.length >= 255;
    const whole = isCut ? names.slice(0, -1) : names.filter((name) => name !== '');
    assert.deepEqual(all.map(({ name }) => name).slice(0, whole.length), whole, facts.file);
    if (!isCut) assert.equal(whole.length, all.length, facts.file);
  }
});

/** Scenes of a document as the judge sees them: the merged image, then all layers that have pixels. */
function scenes(path: string): readonly string[] {
  const { stdout } = spawnSync(judge!.replace(/convert$/, 'identify'), ['-format', '%w %h %X %Y\n', path], { encoding: 'utf8', maxBuffer: 2 ** 20 });
  return stdout.trim().split('\n').map((line) => line.replaceAll('+', ''));
}

test('layers equal those of ImageMagick within 1', (context) => {
  if (!judge) {
    context.diagnostic('no ImageMagick: nothing was compared');
    return;
  }
  let compared = 0;
  for (const { facts, path, source, document } of documents(context)) {
    if (unreadablePsd(document)) continue;
    const layers = readPsdLayers(source, document).layers.filter(({ box }) => !isEmptyBox(box));
    const own = layers.map(({ box }) => `${box.rightPx - box.leftPx} ${box.bottomPx - box.topPx} ${box.leftPx} ${box.topPx}`);
    const others = scenes(path).slice(1);
    // The judge leaves out layers whose masks are empty, or spoils them: those are compared with the merged image below.
    const isAlike = layers.every(isPlain) && JSON.stringify(own) === JSON.stringify(others);
    if (!isAlike) continue;
    for (const [index, layer] of layers.entries()) {
      const { colour, alpha } = difference(readPsdLayer(source, document, layer), judged(`${path}[${index + 1}]`, readPsdLayer(source, document, layer)));
      assert.ok(colour <= 1 && alpha <= 1, `${facts.file}, ${layer.name}: colour differs by ${colour}, alpha by ${alpha}`);
      compared++;
    }
  }
  if (hasCorpus) assert.ok(compared >= 90, `${compared} layers compared`);
  context.diagnostic(`${compared} layers compared`);
});

/** The judge bakes opacity and the masks of users into alpha. */
function isPlain(layer: PsdLayer): boolean {
  return layer.opacity === 255 && (layer.mask === undefined || layer.mask.isFromVector) && layer.userMask === undefined;
}

test('a document of one visible, opaque, normal layer of its own size shows that layer', (context) => {
  let compared = 0;
  for (const { facts, source, document } of documents(context)) {
    if (unreadablePsd(document) || !document.hasMergedPixels) continue;
    const { layers, groups } = readPsdLayers(source, document);
    const [layer] = layers;
    const isWhole = layers.length === 1 && groups.length === 0 && layer!.isVisible && layer!.opacity === 255 && layer!.fillOpacity === 255
      && isDeepStrictEqual(layer!.box, canvasBox(document))
      && layer!.blocks.every(({ key }) => key !== 'lfx2' && key !== 'lrFX');
    if (!isWhole) continue;
    const drawn = readPsdLayer(source, document, layer!).rows(document.heightPx);
    const merged = readPsdComposite(source, document).rows(document.heightPx);
    const colours = drawn.colour.length / (document.widthPx * document.heightPx);
    let most = 0;
    for (const [at, sample] of drawn.colour.entries()) {
      const opacity = drawn.alpha?.[Math.floor(at / colours)] ?? 255;
      // Where little is seen, taking white off cannot restore much.
      if (opacity > 64) most = Math.max(most, Math.abs(sample - merged.colour[at]!) * opacity / 255);
      if (merged.alpha && at % colours === 0) assert.equal(merged.alpha[at / colours], opacity, facts.file);
    }
    assert.ok(most <= 1, `${facts.file}: differs by ${most}`);
    compared++;
  }
  if (hasCorpus) assert.ok(compared >= 8, `${compared} documents`);
  context.diagnostic(`${compared} documents compared`);
});

test('a user mask beside a vector mask explains the mask of a fill exactly', (context) => {
  let compared = 0;
  for (const { facts, source, document } of documents(context)) {
    if (unreadablePsd(document)) continue;
    for (const layer of readPsdLayers(source, document).layers) {
      if (!layer.mask?.isFromVector || !layer.userMask || layer.content !== 'solidFill') continue;
      const { alpha } = readPsdLayer(source, document, layer).rows(document.heightPx);
      const mask = readPsdMask(source, document, layer, layer.mask).rows(document.heightPx);
      const user = readPsdMask(source, document, layer, layer.userMask, layer.box).rows(document.heightPx);
      for (const [at, value] of mask.entries()) assert.equal(value, Math.round(alpha![at]! * user[at]! / 255), facts.file);
      compared++;
    }
  }
  if (hasCorpus) assert.ok(compared >= 1);
  context.diagnostic(`${compared} layers`);
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { corpusFacts, corpusFolder, hasCorpus, type CorpusFacts } from '#test/build/corpus';
import { bytesSource, type ByteSource } from '../bytes.ts';
import { readPsdComposite, unreadablePsd } from './composite.ts';
import { readPsd, type PsdDocument } from './document.ts';
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

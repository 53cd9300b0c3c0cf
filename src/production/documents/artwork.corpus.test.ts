import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { corpusFacts, corpusFolder, hasCorpus } from '#test/build/corpus';
import { psnrDb } from '#test/build/images';
import { artifactPath, openProductionBench, type ProductionBench } from '#test/build/production';
import { uploadOptions } from '#test/build/upload-options';

/* Real EPS and Illustrator files, judged by Ghostscript's own boxes and drawings. */

const hasGhostscript = spawnSync('sh', ['-c', 'command -v gs'], { stdio: 'ignore' }).status === 0;
const skip = !hasCorpus ? `no corpus at ${corpusFolder} (PREPRESS_CORPUS names another place)` : !hasGhostscript && 'not installed: gs';
const files = skip === false ? corpusFacts(['eps_ps_ai']).filter(({ file }) => /\.(eps|ai)$/.test(file)) : [];

let bench: ProductionBench;
before(async () => { bench = await openProductionBench(); });
after(() => bench[Symbol.asyncDispose]());

const plain = uploadOptions();
const limits = { timeMs: 60_000, memoryBytes: 2 ** 30, outputBytes: 2 ** 30, pixels: 100_000_000 };
const resolutionPpi = 150;
const asked = { postScript: { ...plain.postScript, resolutionPpi, isResolutionChosen: true, colour: 'Rgb' }, illustrator: { ...plain.illustrator, colour: 'Rgb' } } as const;

/** Box of what a file paints, by the interpreter's own measure. */
function measured(path: string): readonly [number, number] {
  const { stderr } = spawnSync('gs', ['-q', '-dBATCH', '-dNOPAUSE', '-sDEVICE=bbox', path], { encoding: 'utf8' });
  const [left = 0, bottom = 0, right = 0, top = 0] = /%%HiResBoundingBox: (.*)/.exec(stderr)?.[1]?.trim().split(' ').map(Number) ?? [];
  return [right - left, top - bottom];
}

/** The fine box of the comments in front, or the last of those behind. */
function statedBox(path: string): readonly [number, number] | undefined {
  const said = readFileSync(path, 'latin1');
  const numbers = (/%%HiResBoundingBox: *((?:[-\d.]+ ?){4})/.exec(said) ?? [...said.matchAll(/%%BoundingBox: *((?:[-\d.]+ ?){4})/g)].at(-1))?.[1]?.trim().split(' ').map(Number);
  return numbers && [numbers[2]! - numbers[0]!, numbers[3]! - numbers[1]!];
}

/** What poppler says of a page. */
function pdfSizes(facts: string): readonly [number, number] {
  const [, width = '', height = ''] = /page=([\d.]+) x ([\d.]+) pts/.exec(facts) ?? [];
  return [Number(width), Number(height)];
}

/** Its own drawing, straight from the file. */
async function drawn(path: string, name: string): Promise<Sharp> {
  const output = join(bench.folder, `${name}.png`);
  const crop = path.endsWith('.ai') ? '-dUseCropBox' : '-dEPSCrop';
  const { status, stderr } = spawnSync('gs', ['-q', '-dBATCH', '-dNOPAUSE', crop, '-sDEVICE=png16m', `-r${resolutionPpi}`, '-dTextAlphaBits=4', '-dGraphicsAlphaBits=4', '-o', output, path], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return sharp(output);
}

test('real files become images of the size of their boxes that look as the interpreter shows them', { skip }, async (context) => {
  assert.ok(files.length >= 5);
  for (const { file, text } of files) {
    const path = join(corpusFolder, file);
    const result = await bench.made(basename(file), readFileSync(path), asked, { limits });
    assert.deepEqual(result.derived!.parts.map(({ name }) => name), [basename(file).replace(/\.\w+$/, '')], file);
    const [part] = result.derived!.parts;
    const { widthPx, heightPx } = part!.image!;
    const [widthPt, heightPt] = file.endsWith('.ai') ? pdfSizes(text) : statedBox(path) ?? measured(path);
    assert.deepEqual([widthPx, heightPx], [widthPt, heightPt].map((edgePt) => Math.ceil((edgePt * resolutionPpi) / 72 - 0.05)), file);
    const theirs = await drawn(path, basename(file));
    const { width, height } = await theirs.metadata();
    // Without a box the interpreter shows a whole sheet.
    if (Math.abs(width - widthPx) > 1 || Math.abs(height - heightPx) > 1) {
      context.diagnostic(`${file}: ${widthPx}×${heightPx}, the interpreter shows ${width}×${height}`);
      continue;
    }
    const own = await sharp(artifactPath({ ...result, artifacts: part!.artifacts }, 'optimized')).resize(width, height, { fit: 'fill' }).removeAlpha().raw().toBuffer();
    const decibels = psnrDb(own, await theirs.removeAlpha().raw().toBuffer());
    context.diagnostic(`${file}: ${widthPx}×${heightPx}, ${decibels.toFixed(1)} dB`);
    // Sizes that are rounded otherwise shift the blocks of a coarse picture: that is the 27 dB among them.
    assert.ok(decibels > 26, `${file}: ${decibels.toFixed(1)} dB`);
  }
});

test('a program that never ends ends here, and nothing comes of it', { skip }, async () => {
  for (const { file } of corpusFacts(['hostile']).filter((one) => one.file.endsWith('.eps'))) {
    const result = await bench.produce(basename(file), readFileSync(join(corpusFolder, file)), {}, { limits: { ...limits, timeMs: 15_000 } });
    assert.ok(result.kind === 'made' || ['TIME_LIMIT', 'ENGINE_FAILED', 'MEMORY_LIMIT', 'OUTPUT_LIMIT', 'BROKEN_FILE'].includes(result.kind === 'failed' ? result.code : ''), JSON.stringify(result));
  }
});

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openDeveloper, openEngines } from '#adapters/engines';
import { openLcmsColour } from '#adapters/lcms';
import { openGhostscript } from '#adapters/ghostscript';
import { openPdfiumDocuments } from '#adapters/pdfium';
import { openSharpRaster } from '#adapters/sharp';
import type { Pixels } from '#ports';
import { askFastCgi } from '#test/build/fast-cgi';
import { motif, pngBytes, psnrDb } from '#test/build/images';
import { uploadOptions } from '#test/build/upload-options';
import sharp from 'sharp';
import { plainKernels } from './kernels/plain/kernels.ts';
import { produce } from './produce.ts';
import { defaultProductionLimits } from './settings.ts';

const server = '/usr/lib/iipimage-server/iipsrv.fcgi';

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** Asks until the server has come up. */
async function ask(port: number, query: string): Promise<Buffer> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await askFastCgi(port, { QUERY_STRING: query, REQUEST_METHOD: 'GET' });
    } catch (thrown) {
      if (attempt === 100) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** An 8-bit RGB picture at half its size. */
function halved(pixels: Pixels): Pixels {
  const { widthPx, heightPx } = pixels;
  const halver = plainKernels.halver({ widthPx, heightPx, colours: 3, hasAlpha: false, bitsPerComponent: 8 });
  const parts = [halver.push({ colour: pixels.samples, alpha: undefined }).colour.slice(), halver.finish().colour.slice()];
  return { ...pixels, widthPx: Math.ceil(widthPx / 2), heightPx: Math.ceil(heightPx / 2), samples: Buffer.concat(parts as Uint8Array[]) };
}

test('an IIPImage server reads our pyramid: its sizes, and the right pixels in a tile of each level', async (context) => {
  if (!existsSync(server)) {
    context.diagnostic(`${server} is not on this machine: pyramids are judged by the other readers only`);
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'prepress-iip-'));
  const port = await freePort();
  const iip = spawn(server, ['--bind', `127.0.0.1:${port}`], { stdio: 'ignore', env: { LOGFILE: '/dev/null', VERBOSITY: '0' } });
  try {
    const picture = { widthPx: 1000, heightPx: 700 };
    const sourcePath = join(folder, 'source.png');
    await writeFile(sourcePath, await pngBytes(picture));
    const raster = await openSharpRaster({ threads: 1, limitPixels: 10_000_000 });
    const tools = { raster, colours: openLcmsColour(), developer: openDeveloper(openEngines()), documents: openPdfiumDocuments(), postScript: openGhostscript(openEngines(), raster) };
    const result = await produce({
      sourcePath, fileName: 'a.png', workFolderPath: folder, options: uploadOptions(), limits: defaultProductionLimits,
      company: { javascriptUploadEnabled: false, pdfProcessingPageLimit: 100 },
    }, tools, () => {});
    assert.ok(result.kind === 'made');
    const path = join(folder, 'optimized.tif');

    const facts = (await ask(port, `FIF=${path}&obj=IIP,1.0&obj=Max-size&obj=Tile-size&obj=Resolution-number`)).toString('latin1');
    assert.match(facts, /Max-size:1000 700/);
    assert.match(facts, /Tile-size:256 256/);
    assert.match(facts, new RegExp(`Resolution-number:${result.image!.levels.length}`));

    let above: Pixels = motif(picture);
    for (let level = 0; level < result.image!.levels.length; level++) {
      const resolution = result.image!.levels.length - 1 - level;
      const answer = await ask(port, `FIF=${path}&QLT=95&JTL=${resolution},0`);
      const tile = answer.subarray(answer.indexOf('\r\n\r\n') + 4);
      const { data, info } = await sharp(tile).raw().toBuffer({ resolveWithObject: true });
      const size: { widthPx: number; heightPx: number } = result.image!.levels[level]!;
      assert.deepEqual([info.width, info.height], [Math.min(256, size.widthPx), Math.min(256, size.heightPx)]);
      if (level > 0) above = halved(above);
      const corner: number[] = [];
      for (let y = 0; y < info.height; y++) {
        for (let at = 0; at < info.width * 3; at++) corner.push(above.samples[y * above.widthPx * 3 + at]!);
      }
      assert.ok(psnrDb(data, corner) > 36, `level ${level}: ${psnrDb(data, corner)} dB`);
    }
  } finally {
    iip.kill();
    await rm(folder, { recursive: true });
  }
});

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import sharp from 'sharp';
import type { FailureCode } from '#base';
import { callService, firstCompany, logTypes, plainOptions, postUpload, waitForJob } from '../build/client.ts';
import { corpusFacts, corpusFolder, hasCorpus, refusedFiles, type CorpusFacts } from '../build/corpus.ts';
import { openDataFolder, productionChildrenOf, residentMegabytes, startServer, type ServerProcess } from '../build/server.ts';

/** How the reasons begin that the table of refused files names by code. */
const reasons: Partial<Record<FailureCode, RegExp>> = {
  UNSUPPORTED_IMAGE: /could not be processed: Unsupported image: \S/,
  BROKEN_FILE: /could not be processed: The file is damaged: \S/,
  PIXEL_LIMIT: /could not be processed: The image has (more than )?\d+ pixels, more than the limit of \d+/,
};

/** What no line of a job log may hold: our own names, paths of this machine, words of libraries. */
const unreadable = /\b[A-Z]+_[A-Z_]+\b|\/tmp\/|undefined|\[object|\bvips|VIPS|at \w+ \(|Error:|ENOENT/;

const filesOfOnePost = 12;
const layered = plainOptions.replace('<emailSetting>', '<photoshopOptions><process>MaintainLayers</process><layerOptions><layerNaming>AppendName</layerNaming>'
  + '<createTemplate>true</createTemplate><extractText>true</extractText></layerOptions></photoshopOptions><emailSetting>');
/** Thumbnails of everything delivered, for eyes: written where this names a PNG. */
const sheetPath = process.env['PREPRESS_TEST_SHEET'];

type Line = { readonly type: string; readonly message: string };

describe('real files of many makers', () => {
  let folder: Awaited<ReturnType<typeof openDataFolder>>;
  let server: ServerProcess;
  let company: { readonly handle: string; readonly root: string };

  before(async () => {
    folder = await openDataFolder();
    server = await startServer(folder.path, { PREPRESS_FILE_TIME_LIMIT_SECONDS: '60', PREPRESS_FILE_MEMORY_LIMIT_MB: '1500' });
    company = await firstCompany(server.url);
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
    await folder[Symbol.asyncDispose]();
  });

  function isAbsent(t: TestContext): boolean {
    if (!hasCorpus) t.diagnostic(`no corpus at ${corpusFolder}: nothing was tried (PREPRESS_CORPUS names another place)`);
    return !hasCorpus;
  }

  /** Everything through one job. @returns its log and the most memory that was seen */
  async function uploadAll(jobName: string, files: readonly CorpusFacts[], options: string): Promise<{ readonly log: string; readonly serverMb: number; readonly childMb: number }> {
    const peak = { serverMb: 0, childMb: 0 };
    const timer = setInterval(() => {
      peak.serverMb = Math.max(peak.serverMb, residentMegabytes(server.pid));
      for (const pid of productionChildrenOf(server.pid)) peak.childMb = Math.max(peak.childMb, memoryOf(pid));
    }, 300);
    try {
      let handle: string | undefined;
      for (let at = 0; at < files.length; at += filesOfOnePost) {
        const parts = await Promise.all(files.slice(at, at + filesOfOnePost).map(async ({ file }) =>
          ({ fileName: basename(file), bytes: await readFile(join(corpusFolder, file)) })));
        const which = handle === undefined ? { jobName } : { jobHandle: handle };
        const answer = await postUpload(server.url, { companyHandle: company.handle, ...which, options, endJob: at + filesOfOnePost >= files.length }, parts);
        assert.equal(answer.status, 200, answer.body);
        handle = answer.handle;
      }
      return { log: await waitForJob(server.url, company.handle, handle ?? '', 240_000), ...peak };
    } finally {
      clearInterval(timer);
    }
  }

  async function assertUnharmed(): Promise<void> {
    assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
    assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
  }

  for (const [folders, fewest] of [[['raster', 'colour', 'tiny'], 60], [['psd'], 65]] as const) {
    test(`all of ${folders.join(', ')} go through one job and end as their facts say`, { timeout: 300_000 }, async (t) => {
      if (isAbsent(t)) return;
      // One document has the name of a picture in another folder.
      const files = corpusFacts(folders).filter(({ file }) => file !== 'psd/Pillow__hopper.psd');
      assert.ok(files.length > fewest);
      const options = folders[0] === 'psd' ? layered : plainOptions;
      const { log, counts } = await checkJob(folders.join('-'), files, t, options);
      if (options === layered) await checkTemplates(files, log, counts.made, t);
    });
  }

  /** Every template is drawn, and each layer's image stands in the log. */
  async function checkTemplates(files: readonly CorpusFacts[], log: string, documents: number, t: TestContext): Promise<void> {
    assert.doesNotMatch(log, /cannot be drawn|not available yet|No layer explains/);
    let drawn = 0;
    for (const { file } of files) {
      const name = `${basename(file).replace(/\.[^.]*$/, '')}_template`;
      const found = await callService(server.url, 'getAssetsByName', `<companyHandle>${company.handle}</companyHandle><nameArray><items>${name}</items></nameArray>`);
      if (!found.includes('<type>Template<')) continue;
      const answer = await fetch(`${server.url}/is/image/${company.root}${encodeURIComponent(name)}?wid=100&fmt=png`);
      assert.equal(answer.status, 200, `${name}: ${answer.status === 200 ? '' : await answer.text()}`);
      await answer.arrayBuffer();
      drawn += 1;
    }
    t.diagnostic(`${drawn} templates of ${documents} documents are drawn`);
    assert.ok(drawn >= 45, `${drawn} templates`);
  }

  async function checkJob(
    jobName: string, files: readonly CorpusFacts[], t: TestContext, options: string,
  ): Promise<{ readonly log: string; readonly counts: { readonly made: number } }> {
    const { log, serverMb, childMb } = await uploadAll(jobName, files, options);
    await assertUnharmed();
    assert.equal(logTypes(log).filter((type) => type === 'EndUpload').length, 1);
    const previews: { readonly name: string; readonly png: Buffer }[] = [];
    const counts = { made: 0, stored: 0, refused: 0 };
    for (const facts of files) {
      const line = endOf(log, facts.file);
      assert.doesNotMatch(line.message, unreadable, facts.file);
      const refused = refusedFiles[facts.file];
      if (refused !== undefined) {
        assert.equal(line.type, 'UploadError', facts.file);
        assert.match(line.message, reasons[refused] ?? /^$/, facts.file);
        counts.refused += 1;
        continue;
      }
      assert.equal(line.type, 'UploadSuccess', `${facts.file}: ${line.message}`);
      const name = basename(facts.file).replace(/\.[^.]*$/, '');
      const found = await callService(server.url, 'getAssetsByName', `<companyHandle>${company.handle}</companyHandle><nameArray><items>${name}</items></nameArray>`);
      const type = /<type>([^<]+)</.exec(found)?.[1];
      if (type !== 'Image' && type !== 'AnimatedGif') {
        counts.stored += 1;
        continue;
      }
      counts.made += 1;
      const [width = '', height = ''] = facts.size?.split('x') ?? [];
      const [shownWidth, shownHeight] = facts.isTurned ? [height, width] : [width, height];
      if (type === 'Image') assert.match(found, new RegExp(`<width>${shownWidth}</width><height>${shownHeight}</height>`), facts.file);
      const view = await fetch(`${server.url}/is/image/${company.root}${encodeURIComponent(name)}?wid=160&fmt=png`);
      assert.equal(view.status, 200, `${facts.file}: ${view.status} ${view.headers.get('content-type')}`);
      const png = Buffer.from(await view.arrayBuffer());
      const shown = await sharp(png).metadata();
      const wanted = 160 * Number(shownHeight) / Number(shownWidth);
      assert.equal(shown.width, 160, facts.file);
      assert.ok(Math.abs((shown.height ?? 0) - wanted) <= 1, `${facts.file}: ${shown.height} rows, expected about ${wanted}`);
      previews.push({ name, png });
    }
    assert.ok(serverMb < 700, `the server took ${serverMb} MB`);
    t.diagnostic(`${files.length} files: ${counts.made} images, ${counts.stored} stored, ${counts.refused} refused; `
      + `most memory: server ${serverMb.toFixed(0)} MB, a child ${childMb.toFixed(0)} MB`);
    if (sheetPath !== undefined) await drawSheet(previews, sheetPath.replace(/\.png$/, `-${jobName}.png`));
    return { log, counts };
  }

  test('hostile files and broken archives end with a clear line each, in bounded time, the server unharmed', { timeout: 300_000 }, async (t) => {
    if (isAbsent(t)) return;
    const files = corpusFacts(['hostile', 'archive']);
    const startedAtMs = performance.now();
    const { log, serverMb, childMb } = await uploadAll('hostile', files, plainOptions);
    const seconds = (performance.now() - startedAtMs) / 1000;
    await assertUnharmed();
    const counts: Record<string, number> = {};
    for (const { file } of files) {
      const line = endOf(log, file);
      assert.ok(['UploadSuccess', 'UploadError', 'DuplicateUpload', 'UploadWarning'].includes(line.type), `${file}: ${line.type}`);
      assert.doesNotMatch(line.message, unreadable, file);
      counts[line.type] = (counts[line.type] ?? 0) + 1;
      t.diagnostic(`${line.type}: ${line.message}`);
    }
    assert.ok(seconds < 120, `${seconds} s for ${files.length} files`);
    assert.ok(serverMb < 700, `the server took ${serverMb} MB`);
    t.diagnostic(`${files.length} files in ${seconds.toFixed(1)} s: ${JSON.stringify(counts)}; most memory: server ${serverMb.toFixed(0)} MB, a child ${childMb.toFixed(0)} MB`);
  });
});

/** The one line that ends a file. */
function endOf(log: string, file: string): Line {
  const path = `/${basename(file)} `;
  const lines = [...log.matchAll(/<items><logMessage>(.*?)<\/logMessage>.*?<logType>([^<]+)<\/logType>/gs)]
    .map(([, message = '', type = '']) => ({ message: message.replaceAll('&apos;', "'").replaceAll('&amp;', '&'), type }))
    .filter(({ message, type }) => message.includes(path) && /^(Upload|Duplicate)/.test(type));
  // Warnings may stand beside it.
  const ends = lines.length > 1 ? lines.filter(({ type }) => type !== 'UploadWarning') : lines;
  assert.equal(ends.length, 1, `${file}: ${JSON.stringify(lines)}`);
  return ends[0] as Line;
}

/** 0 when it has just ended. */
function memoryOf(pid: number): number {
  try {
    return residentMegabytes(pid);
  } catch {
    return 0;
  }
}

async function drawSheet(previews: readonly { readonly name: string; readonly png: Buffer }[], path: string): Promise<void> {
  const columns = 10;
  const cellPx = 170;
  const cells = await Promise.all(previews.map(async ({ name, png }, index) => {
    const left = (index % columns) * cellPx;
    const top = Math.floor(index / columns) * (cellPx + 14);
    const label = Buffer.from(`<svg width="${cellPx}" height="14"><text x="2" y="11" font-size="9" font-family="sans-serif">${index} ${name.slice(0, 32)}</text></svg>`);
    return [
      { input: await sharp(png).resize(160, 160, { fit: 'inside' }).png().toBuffer(), left, top: top + 14 },
      { input: label, left, top },
    ];
  }));
  const height = Math.ceil(previews.length / columns) * (cellPx + 14);
  await sharp({ create: { width: columns * cellPx, height, channels: 3, background: '#c0c8d0' } }).composite(cells.flat()).png().toFile(path);
}

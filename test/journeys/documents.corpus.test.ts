import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { callService, firstCompany, plainOptions, postUpload, waitForJob } from '../build/client.ts';
import { corpusFacts, corpusFolder, hasCorpus } from '../build/corpus.ts';
import { openDataFolder, startServer } from '../build/server.ts';

/** Documents that cannot be read to their end, and why. */
const refused: Readonly<Record<string, RegExp>> = { 'pdf.js__Pages-tree-refs.pdf': /could not be processed: The file is damaged: page 2/ };

test('all PDF documents of the corpus go through one job: each page becomes an image, several a catalog', { timeout: 600_000 }, async (t) => {
  if (!hasCorpus) return void t.diagnostic(`no corpus at ${corpusFolder}: nothing was tried (PREPRESS_CORPUS names another place)`);
  await using folder = await openDataFolder();
  const server = await startServer(join(folder.path, 'data'));
  try {
    const company = await firstCompany(server.url);
    const files = corpusFacts(['pdf']);
    assert.ok(files.length >= 16);
    const parts = await Promise.all(files.map(async ({ file }) => ({ fileName: basename(file), bytes: await readFile(join(corpusFolder, file)) })));
    const options = plainOptions.replace('<emailSetting>', '<pdfOptions><process>Rasterize</process><resolution>72</resolution><extractSearchWords>true</extractSearchWords>'
      + '<extractLinks>true</extractLinks></pdfOptions><emailSetting>');
    const posted = await postUpload(server.url, { companyHandle: company.handle, jobName: 'documents', destFolder: company.root, endJob: true, options }, parts);
    assert.equal(posted.status, 200, posted.body);
    await waitForJob(server.url, company.handle, posted.handle!, 540_000);
    const log = await wholeLog(server.url, company.handle, posted.handle!);
    for (const { file, text } of files) {
      const name = basename(file);
      const reason = refused[name];
      const own = log.filter((line) => line.startsWith(`${company.root}${name} `));
      if (reason) {
        assert.match(own.join('\n'), reason);
        continue;
      }
      assert.match(own.join('\n'), /was processed into IPS/, name);
      const pages = Number(/pdfinfo pages=(\d+)/.exec(text)![1]);
      const made = log.filter((line) => line.startsWith(`Made from the file: ${company.root}${name.replace(/\.pdf$/, '')}`) && /-\d+\.tif$|\.pdf$/.test(line));
      const images = made.filter((line) => new RegExp(`/${name.replace(/\.pdf$/, '').replaceAll('.', '\\.')}-\\d+\\.tif$`).test(line));
      assert.equal(images.length, pages, name);
      assert.equal(made.some((line) => line.endsWith(`/${name}`)), pages > 1, `${name}: a catalog`);
    }
    assert.equal((await fetch(`${server.url}/is/image/${company.root}pdf.js__tracemonkey-14?wid=100`)).status, 200);
  } finally {
    await server.stop();
  }
});

/** Messages of a job's log, in order. */
async function wholeLog(url: string, companyHandle: string, jobHandle: string): Promise<readonly string[]> {
  const pages: string[] = [];
  for (let page = 1; page < 10; page++) {
    const answer = await callService(url, 'getJobLogDetails', `<companyHandle>${companyHandle}</companyHandle><jobHandle>${jobHandle}</jobHandle><recordsPerPage>1000</recordsPerPage><resultsPage>${page}</resultsPage>`);
    const messages = [...answer.matchAll(/<logMessage>(.*?)<\/logMessage>/gs)].map(([, message = '']) => message);
    pages.push(...messages);
    if (messages.length < 1000) break;
  }
  return pages;
}

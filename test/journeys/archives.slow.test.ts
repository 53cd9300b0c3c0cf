import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { tarOf, zipOf } from '../build/archives.ts';
import { assetNames, callService, firstCompany, plainOptions, postUpload, waitForJob } from '../build/client.ts';
import { jpegBytes } from '../build/images.ts';
import { openDataFolder, productionChildrenOf, residentMegabytes, startServer, type ServerProcess } from '../build/server.ts';

const unpacking = `${plainOptions}<unCompressOptions><process>UnCompress</process></unCompressOptions>`;

async function sizesOf(server: ServerProcess, company: string, handle: string): Promise<{ readonly total: number; readonly done: number } | undefined> {
  const active = await callService(server.url, 'getActiveJobs', `<companyHandle>${company}</companyHandle><jobHandle>${handle}</jobHandle>`);
  const [total, done] = ['totalSize', 'progress'].map((name) => Number(new RegExp(`<${name}>(\\d+)<`).exec(active)?.[1]));
  return active.includes('<jobHandle>') ? { total: total!, done: done! } : undefined;
}

/** A job's lines that speak of these files, by file. */
async function linesByFile(server: ServerProcess, company: string, handle: string): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (let page = 1; ; page += 1) {
    const log = await callService(server.url, 'getJobLogDetails',
      `<companyHandle>${company}</companyHandle><jobHandle>${handle}</jobHandle><recordsPerPage>1000</recordsPerPage><resultsPage>${page}</resultsPage>`);
    const names = [...log.matchAll(/<logMessage>[^<]*?\/([^/<]+\.(?:txt|jpg)) [^<]*<\/logMessage>/g)].map(([, name]) => name!);
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
    if (!log.includes('<logMessage>')) return counts;
  }
}

test('an archive of ten thousand files shows how far it is, and memory stays where it was', { timeout: 580_000 }, async (t) => {
  await using folder = await openDataFolder();
  const server = await startServer(folder.path);
  try {
    const company = await firstCompany(server.url);
    // Files that are refused by their name: unpacking is what is measured, not pictures.
    const bytes = Buffer.alloc(3000, 'text ');
    const zip = zipOf(Array.from({ length: 10_000 }, (_, index) => ({ name: `f${index % 100}/${index}.txt`, bytes })));
    const childMb = (): number => productionChildrenOf(server.pid).reduce((sum, pid) => sum + residentMegabytes(pid), 0);
    await wait(1000);
    const before = { server: residentMegabytes(server.pid), children: childMb() };
    const peak = { ...before };
    const { handle, body } = await postUpload(server.url, { companyHandle: company.handle, jobName: 'many', endJob: true, options: unpacking }, [{ fileName: 'many.zip', bytes: zip }]);
    assert.ok(handle, body);
    const totals = new Set<number>();
    for (let sizes = await sizesOf(server, company.handle, handle); sizes !== undefined; sizes = await sizesOf(server, company.handle, handle)) {
      totals.add(sizes.total);
      assert.ok(sizes.done <= sizes.total);
      peak.server = Math.max(peak.server, residentMegabytes(server.pid));
      peak.children = Math.max(peak.children, childMb());
      await wait(200);
    }
    const log = await waitForJob(server.url, company.handle, handle);
    assert.match(log, /<fileErrorCount>10000<\/fileErrorCount>/);
    assert.match(log, /<totalFileCount>10000<\/totalFileCount>/);
    const between = [...totals].filter((total) => total > 1 && total < 10_000);
    assert.ok(between.length >= 5, `the total was seen at ${[...totals].join(', ')}`);
    t.diagnostic(`totals seen between: ${between.length}; server ${before.server.toFixed(0)} to ${peak.server.toFixed(0)} MB, children ${before.children.toFixed(0)} to ${peak.children.toFixed(0)} MB`);
    assert.ok(peak.server - before.server < 200, `the server grew from ${before.server} to ${peak.server} MB`);
    assert.ok(peak.children - before.children < 200, `the children grew from ${before.children} to ${peak.children} MB`);
  } finally {
    assert.equal(await server.stop(), 0);
  }
});

test('a server that is killed while an archive is taken apart doubles no entry and loses none', { timeout: 580_000 }, async (t) => {
  await using folder = await openDataFolder();
  const picture = await jpegBytes({ widthPx: 40, heightPx: 30 });
  const names = Array.from({ length: 1500 }, (_, index) => (index % 150 === 0 ? `p${index}.jpg` : `t${index}.txt`));
  const entries = names.map((name) => ({ name: `in/${name}`, bytes: name.endsWith('jpg') ? picture : Buffer.from(name) }));
  const archives = [{ fileName: 'k.zip', bytes: zipOf(entries) }, { fileName: 'k.tgz', bytes: gzipSync(tarOf(entries)) }];
  for (const [round, archive] of archives.entries()) {
    let server = await startServer(folder.path);
    const company = (await firstCompany(server.url)).handle;
    const { handle = '' } = await postUpload(server.url, { companyHandle: company, jobName: `kill-${round}`, endJob: true, options: unpacking }, [archive]);
    let [kills, seenTotal] = [0, 0];
    while (kills < 2) {
      const sizes = await sizesOf(server, company, handle);
      if (sizes === undefined || sizes.total >= 1500) break;
      if (sizes.total > seenTotal + 1) {
        seenTotal = sizes.total;
        await wait(Math.random() * 60);
        await server.kill();
        kills += 1;
        server = await startServer(folder.path);
      } else await wait(10);
    }
    assert.ok(kills >= 1, 'no kill before everything was out');
    t.diagnostic(`${archive.fileName}: killed ${kills} times, the last when ${seenTotal} files were known`);
    const log = await waitForJob(server.url, company, handle, 240_000);
    const made = 10;
    assert.match(log, new RegExp(`<fileErrorCount>${1500 - made}</fileErrorCount>`));
    assert.match(log, /<totalFileCount>1500<\/totalFileCount>/);
    assert.match(log, new RegExp(round === 0 ? `<fileSuccessCount>${made}<` : `<fileUpdateCount>${made}<`));
    const lines = await linesByFile(server, company, handle);
    assert.deepEqual(names.filter((name) => lines.get(name) !== 1).map((name) => `${name} ${lines.get(name)}`), []);
    const pictures = names.filter((name) => name.endsWith('jpg')).map((name) => name.replace('.jpg', ''));
    assert.deepEqual(await assetNames(server.url, company, pictures), pictures.toSorted());
    assert.equal(await server.stop(), 0);
  }
});

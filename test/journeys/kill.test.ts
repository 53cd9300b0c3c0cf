import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { callService, firstCompany, logTypes, postUpload, waitForJob } from '../build/client.ts';
import { openDataFolder, startServer } from '../build/server.ts';

const kills = Number(process.env['PREPRESS_TEST_KILLS'] ?? 50);

/** A generator with a seed that the report names, so that a failure can be looked at again. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test(`no acknowledged file is lost or made twice when the server is killed at ${kills} random instants`, { timeout: 540_000 }, async (t) => {
  const seed = Number(process.env['PREPRESS_TEST_SEED'] ?? Date.now() % 1_000_000);
  t.diagnostic(`seed ${seed}`);
  const random = randomFrom(seed);
  const picture = await sharp({ create: { width: 700, height: 500, channels: 3, background: '#806040' } }).jpeg().toBuffer();
  await using folder = await openDataFolder();
  const acknowledged: { readonly handle: string; readonly names: readonly string[] }[] = [];
  const slowestStartsMs: number[] = [];
  let company = '';
  let attempt = 0;

  for (let kill = 0; kill < kills; kill += 1) {
    const startedAt = performance.now();
    const server = await startServer(folder.path);
    slowestStartsMs.push(performance.now() - startedAt);
    company ||= (await firstCompany(server.url)).handle;
    const isOver = { value: false };
    const senders = [0, 1, 2].map(async () => {
      while (!isOver.value) {
        const names = [`k${attempt}-a`, `k${attempt}-b`];
        const jobName = `kill-${attempt}`;
        attempt += 1;
        try {
          const answer = await postUpload(server.url, { companyHandle: company, jobName, endJob: true }, names.map((name) => ({ fileName: `${name}.jpg`, bytes: picture })));
          if (answer.status === 200 && answer.handle !== undefined) acknowledged.push({ handle: answer.handle, names });
        } catch {
          return;
        }
      }
    });
    await new Promise((resolve) => setTimeout(resolve, 5 + random() * 700));
    await server.kill();
    isOver.value = true;
    await Promise.all(senders);
  }

  const server = await startServer(folder.path);
  try {
    assert.ok(acknowledged.length > kills / 2, `only ${acknowledged.length} jobs were acknowledged: the test proves nothing`);
    for (const { handle, names } of acknowledged) {
      const log = await waitForJob(server.url, company, handle, 120_000);
      const types = logTypes(log);
      assert.equal(types.filter((type) => type === 'UploadSuccess').length, 2, `${handle}: ${types.join(' ')}`);
      assert.equal(types.filter((type) => type === 'EndUpload').length, 1, handle);
      for (const name of names) {
        const found = await callService(server.url, 'getAssetsByName', `<companyHandle>${company}</companyHandle><nameArray><items>${name}</items><items>${name}-1</items></nameArray>`);
        assert.equal(found.split('<assetHandle>').length - 1, 1, `${name} of ${handle}`);
      }
    }
    const left = await callService(server.url, 'getActiveJobs', `<companyHandle>${company}</companyHandle>`);
    const unacknowledged = [...left.matchAll(/<jobHandle>([^<]+)</g)].map(([, handle]) => handle ?? '');
    for (const handle of unacknowledged) await waitForJob(server.url, company, handle, 60_000);
    const last = acknowledged.at(-1)?.names[0];
    assert.equal((await fetch(`${server.url}/is/image/Prepress/${last}?wid=100`)).status, 200);
  } finally {
    await server.stop();
  }
  t.diagnostic(`${acknowledged.length} acknowledged jobs; slowest restart ${Math.max(...slowestStartsMs).toFixed(0)} ms`);
});

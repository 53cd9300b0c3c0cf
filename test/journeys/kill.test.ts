import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { test } from 'node:test';
import sharp from 'sharp';
import { assetNames, callService, firstCompany, logTypes, postUpload, waitForJob } from '../build/client.ts';
import { beginServer, openDataFolder, postmasterOf, productionChildrenOf, startServer } from '../build/server.ts';

const kills = Number(process.env['PREPRESS_TEST_KILLS'] ?? 50);

/** What the senders know: files of answered requests, and of requests nobody answered. */
type Sent = { handle?: string; readonly jobName: string; readonly acknowledged: string[]; readonly unanswered: string[]; isEnded: boolean };

test(`no acknowledged file is lost or made twice when the server is killed at ${kills} random instants`, { timeout: 540_000 }, async (t) => {
  const seed = Number(process.env['PREPRESS_TEST_SEED'] ?? Date.now() % 1_000_000);
  t.diagnostic(`seed ${seed} (PREPRESS_TEST_SEED repeats it)`);
  const random = randomFrom(seed);
  const fileOf = await pictures();
  await using folder = await openDataFolder();
  const sent: Sent[] = [];
  const startsMs: number[] = [];
  let childKills = 0;

  for (let kill = 0; kill < kills; kill += 1) {
    if (kill % 10 === 9) {
      const starting = beginServer(folder.path);
      await wait(random() * 1_500);
      await starting.kill();
      continue;
    }
    const startedAtMs = performance.now();
    const server = await startServer(folder.path);
    startsMs.push(performance.now() - startedAtMs);
    const company = (await firstCompany(server.url)).handle;
    let isOver = false;
    let tellFirst = (): void => {};
    const first = new Promise<void>((resolve) => { tellFirst = resolve; });
    const senders = [0, 1].map(async () => {
      while (!isOver) {
        await sendJob(server.url, company, sent, fileOf, tellFirst).catch(() => { isOver = true; });
        await wait(random() * 250);
      }
    });
    // Half of the instants are counted from the start, half from the first answer: then production is under way.
    if (kill % 2 === 1) await Promise.race([first, wait(5_000)]);
    await wait(5 + random() * 700);
    if (kill % 6 === 2) childKills += killOneOf(productionChildrenOf(server.pid), random);
    if (kill % 6 === 4) killOneOf([postmasterOf(folder.path)].filter((pid) => pid !== undefined), random);
    if (kill % 3 !== 0) await wait(random() * 150);
    await server.kill();
    isOver = true;
    await Promise.all(senders);
  }

  const server = await startServer(folder.path);
  try {
    const company = (await firstCompany(server.url)).handle;
    const answered = sent.filter(({ acknowledged }) => acknowledged.length > 0);
    assert.ok(answered.length >= kills / 2, `only ${answered.length} jobs were acknowledged: the test proves nothing`);
    let errors = 0;
    let files = 0;
    for (const { handle, acknowledged, unanswered, isEnded } of answered) {
      // An end that nobody answered may have been taken or not: asking again is what a client does.
      if (!isEnded) {
        const end = await postUpload(server.url, { companyHandle: company, jobHandle: handle ?? '', endJob: true }, []);
        if (end.status !== 200) assert.match(end.body, /is not active/);
      }
      const log = await waitForJob(server.url, company, handle ?? '', 120_000);
      const types = logTypes(log);
      assert.equal(types.filter((type) => type === 'EndUpload').length, 1, `${handle}: ${types.join(' ')}`);
      const made: string[] = [];
      for (const name of [...acknowledged, ...unanswered]) {
        const lines = linesOf(log, name);
        if (unanswered.includes(name) && lines.length === 0) continue;
        files += 1;
        assert.equal(lines.length, 1, `${name} of ${handle}: ${lines.join(' | ')}`);
        if (lines[0]?.includes('UploadError')) {
          assert.match(lines[0], /the decoder stopped unexpectedly/);
          errors += 1;
          continue;
        }
        made.push(name);
        await assertStored(join(folder.path, 'blobs'), fileOf(name));
      }
      const possible = [...acknowledged, ...unanswered].flatMap((name) => [name, `${name}-1`]);
      assert.deepEqual(await assetNames(server.url, company, possible), made.toSorted(), `assets of ${handle}`);
      if (made[0] === undefined) continue;
      const view = await fetch(`${server.url}/is/image/Prepress/${made[0]}?wid=20`);
      assert.equal(view.status, 200, `${made[0]}: ${view.statusText}`);
      await view.arrayBuffer();
    }
    assert.ok(errors <= childKills, `${errors} files ended in error, but only ${childKills} children were killed`);
    for (const { jobName } of sent.filter(({ acknowledged }) => acknowledged.length === 0)) await endOf(server.url, company, jobName);
    const left = await callService(server.url, 'getActiveJobs', `<companyHandle>${company}</companyHandle>`);
    assert.doesNotMatch(left, /<jobHandle>/);
    const sorted = startsMs.slice(1).toSorted((a, b) => a - b);
    t.diagnostic(`${answered.length} acknowledged jobs with ${files} files, ${errors} of them lost to ${childKills} killed children; `
      + `restart: median ${sorted[sorted.length >> 1]?.toFixed(0)} ms, slowest ${sorted.at(-1)?.toFixed(0)} ms, first start ${startsMs[0]?.toFixed(0)} ms`);
  } finally {
    assert.equal(await server.stop(), 0);
  }
  assert.deepEqual(await readdir(join(folder.path, 'blobs/spool')).catch(() => []), []);
});

/** A job of one or two requests. */
async function sendJob(
  url: string, companyHandle: string, sent: Sent[], fileOf: (name: string) => Buffer, onAnswer: () => void,
): Promise<void> {
  const number = sent.length;
  const job: Sent = { jobName: `kill-${number}`, acknowledged: [], unanswered: [], isEnded: false };
  sent.push(job);
  const post = async (names: readonly string[], isLast: boolean): Promise<void> => {
    job.unanswered.push(...names);
    const answer = await postUpload(
      url, { companyHandle, endJob: isLast, ...(job.handle === undefined ? { jobName: job.jobName } : { jobHandle: job.handle }) },
      names.map((name) => ({ fileName: `${name}.jpg`, bytes: fileOf(name) })),
    );
    if (answer.status !== 200 || answer.handle === undefined) {
      // The database server is killed in some rounds: then the fault must say so.
      assert.match(answer.body, /The (database|queue) is not available/);
      await wait(50);
      return;
    }
    onAnswer();
    job.handle = answer.handle;
    job.acknowledged.push(...job.unanswered.splice(0));
    job.isEnded = isLast;
  };
  const isOfTwo = number % 2 === 1;
  await post([`k${number}-a`, `k${number}-b`], !isOfTwo);
  if (isOfTwo && job.handle !== undefined) await post([`k${number}-c`], true);
}

/** A job nobody answered for is there with all of its files or not at all. */
async function endOf(url: string, company: string, jobName: string): Promise<void> {
  const find = await callService(url, 'getJobLogDetails', `<companyHandle>${company}</companyHandle><originalName>${jobName}</originalName>`);
  const isThere = find.includes('<logMessage>');
  const number = jobName.replace('kill-', '');
  if (!isThere) {
    assert.deepEqual(await assetNames(url, company, [`k${number}-a`, `k${number}-b`]), [], jobName);
    return;
  }
  const active = await callService(url, 'getActiveJobs', `<companyHandle>${company}</companyHandle><originalName>${jobName}</originalName>`);
  const handle = /<jobHandle>([^<]+)</.exec(active)?.[1];
  if (handle !== undefined) {
    await postUpload(url, { companyHandle: company, jobHandle: handle, endJob: true }, []);
    await waitForJob(url, company, handle, 60_000);
  }
  const log = await callService(url, 'getJobLogDetails', `<companyHandle>${company}</companyHandle><originalName>${jobName}</originalName>`);
  for (const name of [`k${number}-a`, `k${number}-b`]) assert.equal(linesOf(log, name).length, 1, `${name}: ${log}`);
}

function linesOf(log: string, name: string): readonly string[] {
  return [...log.matchAll(/<items><logMessage>.*?<\/items>/gs)].map(([line]) => line).filter((line) => line.includes(`/${name}.jpg`));
}

/** Blobs lie by the hash of their bytes. */
async function assertStored(folder: string, bytes: Buffer): Promise<void> {
  const id = createHash('sha256').update(bytes).digest('hex');
  assert.deepEqual(await readFile(join(folder, 'sha256', id.slice(0, 2), id)), bytes);
}

/** Pictures that differ in their bytes, not in their pixels. */
async function pictures(): Promise<(name: string) => Buffer> {
  const picture = await sharp({ create: { width: 700, height: 500, channels: 3, background: '#806040' } }).jpeg().toBuffer();
  return (name) => {
    const comment = Buffer.from(name);
    const marker = Buffer.from([0xff, 0xfe, 0, comment.length + 2]);
    return Buffer.concat([picture.subarray(0, 2), marker, comment, picture.subarray(2)]);
  };
}

function killOneOf(pids: readonly number[], random: () => number): number {
  const pid = pids[Math.floor(random() * pids.length)];
  if (pid === undefined) return 0;
  try {
    process.kill(pid, 'SIGKILL');
    return 1;
  } catch {
    return 0;
  }
}

/** A generator with a seed that the report names, so that a failure can be looked at again. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

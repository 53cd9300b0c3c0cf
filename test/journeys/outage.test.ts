import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { assetNames, callService, faultCode, firstCompany, logTypes, postUpload, requestHead, sendRaw, waitForJob, type UploadFilePart } from '../build/client.ts';
import { openTestDatabase } from '../build/database.ts';
import { openObjectStore } from '../build/object-store.ts';
import { openDataFolder, postmasterOf, startServer, startWorkProcess, type RunningProcess } from '../build/server.ts';

/** Pictures that keep a production child busy for some tenths of a second each. */
async function pictures(prefix: string, count: number, edgePx = 1_000): Promise<readonly UploadFilePart[]> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const bytes = await sharp({ create: { width: edgePx, height: edgePx, channels: 3, background: '#000', noise } }).jpeg().toBuffer();
  return Array.from({ length: count }, (_, number) => ({ fileName: `${prefix}${number}.jpg`, bytes }));
}

/** By the log of a process at level `info`. */
const filesMadeBy = (running: RunningProcess): number => running.said().split('"event":"item produced"').length - 1;

const namesOf = (files: readonly UploadFilePart[]): readonly string[] => files.map(({ fileName }) => fileName.replace('.jpg', ''));

/** Every file once: one line, one asset. */
async function assertOnce(url: string, company: string, log: string, files: readonly UploadFilePart[]): Promise<void> {
  const types = logTypes(log);
  assert.equal(types.filter((type) => type === 'UploadSuccess').length, files.length, types.join(' '));
  assert.equal(types.filter((type) => type === 'EndUpload').length, 1);
  assert.deepEqual(await assetNames(url, company, namesOf(files)), namesOf(files).toSorted());
}

describe('when something goes away', () => {
  test('a server whose database is killed says so and goes on without a restart', { timeout: 120_000 }, async () => {
    await using folder = await openDataFolder();
    const server = await startServer(folder.path, { PREPRESS_JOB_LEASE_SECONDS: '5' });
    try {
      const company = (await firstCompany(server.url)).handle;
      const files = await pictures('mid', 8);
      const inFlight = await postUpload(server.url, { companyHandle: company, jobName: 'mid-flight', endJob: true }, files);
      assert.equal(inFlight.status, 200);

      const small = await pictures('small', 1, 60);
      const faults: string[] = [];
      const handles: string[] = [];
      for (let attempt = 0; attempt < 40 && (attempt < 5 || faults.length === 0); attempt += 1) {
        const postmaster = postmasterOf(folder.path);
        if (postmaster !== undefined) process.kill(postmaster, 'SIGKILL');
        const answer = await postUpload(server.url, { companyHandle: company, jobName: `during-${attempt}`, endJob: true }, small);
        if (answer.status === 200) handles.push(answer.handle ?? '');
        else faults.push(answer.body);
        const operation = await callService(server.url, 'getCompanyMembership', '');
        if (faultCode(operation) !== undefined) faults.push(operation);
        await wait(20);
      }
      assert.ok(faults.length > 0, 'nobody noticed');
      for (const fault of faults) {
        assert.equal(faultCode(fault), 30000, fault);
        assert.match(fault, /The (database|queue) is not available/);
      }
      const deadline = Date.now() + 20_000;
      while ((await fetch(`${server.url}/readyz`)).status !== 200) {
        assert.ok(Date.now() < deadline, 'not ready again after 20 s');
        await wait(50);
      }
      await assertOnce(server.url, company, await waitForJob(server.url, company, inFlight.handle ?? ''), files);
      for (const handle of handles) {
        const types = logTypes(await waitForJob(server.url, company, handle));
        assert.equal(types.filter((type) => type === 'UploadSuccess' || type === 'UploadUpdate').length, 1, types.join(' '));
      }
      assert.deepEqual(await assetNames(server.url, company, ['small0', 'small0-1']), handles.length > 0 ? ['small0'] : []);
      const after = await postUpload(server.url, { companyHandle: company, jobName: 'after', endJob: true }, await pictures('after', 1, 60));
      assert.equal(after.status, 200, after.body);
      assert.ok(logTypes(await waitForJob(server.url, company, after.handle ?? '')).includes('UploadSuccess'));
    } finally {
      assert.equal(await server.stop(), 0, server.said());
    }
  });

  test('a server told to stop in the middle of production ends in order and loses nothing', { timeout: 120_000 }, async () => {
    await using folder = await openDataFolder();
    const files = await pictures('stop', 16);
    const first = await startServer(folder.path, { PREPRESS_LOG_LEVEL: 'info' });
    const company = (await firstCompany(first.url)).handle;
    const answer = await postUpload(first.url, { companyHandle: company, jobName: 'stopped', endJob: true }, files);
    assert.equal(answer.status, 200);
    await wait(300);
    assert.equal(await first.stop(), 0, first.said());
    assert.ok(filesMadeBy(first) < files.length, 'it was over before the stop: the test proves nothing');
    const second = await startServer(folder.path);
    try {
      await assertOnce(second.url, company, await waitForJob(second.url, company, answer.handle ?? ''), files);
    } finally {
      assert.equal(await second.stop(), 0);
    }
  });

  test('a sender who fell silent holds up the end no longer than the setting says', { timeout: 60_000 }, async () => {
    await using folder = await openDataFolder();
    const server = await startServer(folder.path, { PREPRESS_DRAIN_SECONDS: '1' });
    const head = requestHead('/scene7/UploadFile', { 'Content-Type': 'multipart/form-data; boundary=x', 'Content-Length': '1000' });
    const silent = sendRaw(server.url, `${head}--x\r\n`, { limitMs: 50_000 });
    await wait(300);
    const startedAtMs = performance.now();
    assert.equal(await server.stop(), 0);
    assert.ok(performance.now() - startedAtMs < 15_000);
    await silent;
  });

  test('a second server on the same data folder refuses with a reason and leaves the first alone', { timeout: 60_000 }, async () => {
    await using folder = await openDataFolder();
    const server = await startServer(folder.path, { PREPRESS_WORKERS: '0' });
    try {
      await assert.rejects(startServer(folder.path), /PREPRESS_DATA.*no other running server/s);
      assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
      assert.ok((await firstCompany(server.url)).handle.startsWith('c|'));
    } finally {
      assert.equal(await server.stop(), 0);
    }
  });
});

describe('scaled out', () => {
  test('a server without workers and two work processes share a database, a store and the work, and one of them may die', { timeout: 150_000 }, async (t) => {
    await using database = await openTestDatabase({ isMigrated: false });
    await using store = await openObjectStore();
    await using folder = await openDataFolder();
    const environment = { ...store.environment, DATABASE_URL: database.url, PREPRESS_JOB_LEASE_SECONDS: '5', PREPRESS_LOG_LEVEL: 'info' };
    const server = await startServer(join(folder.path, 'server'), { ...environment, PREPRESS_WORKERS: '0' });
    const workers: RunningProcess[] = [];
    try {
      const company = (await firstCompany(server.url)).handle;
      for (const name of ['one', 'two']) workers.push(await startWorkProcess(join(folder.path, name), { ...environment, PREPRESS_WORKERS: '1' }));
      const [one, two] = workers as [RunningProcess, RunningProcess];
      const files = await pictures('shared', 24, 900);
      const answer = await postUpload(server.url, { companyHandle: company, jobName: 'shared', endJob: true }, files);
      assert.equal(answer.status, 200, answer.body);
      const deadline = Date.now() + 60_000;
      while (filesMadeBy(one) < 3 || filesMadeBy(two) < 3) {
        assert.ok(Date.now() < deadline, `one made ${filesMadeBy(one)}, two made ${filesMadeBy(two)}: ${one.said().slice(-500)}`);
        await wait(20);
      }
      await two.kill();
      await assertOnce(server.url, company, await waitForJob(server.url, company, answer.handle ?? '', 60_000), files);
      const view = await fetch(`${server.url}/is/image/Prepress/shared23?wid=64`);
      assert.equal(view.status, 200);
      assert.equal((await sharp(Buffer.from(await view.arrayBuffer())).metadata()).width, 64);
      t.diagnostic(`worker one made ${filesMadeBy(one)} of 24 files, worker two ${filesMadeBy(two)} before it was killed`);
      assert.equal(await one.stop(), 0, one.said());
    } finally {
      for (const worker of workers) await worker.kill();
      assert.equal(await server.stop(), 0, server.said());
    }
  });
});

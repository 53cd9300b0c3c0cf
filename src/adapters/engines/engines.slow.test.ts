import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Failure } from '#base';
import type { EngineLimits, EngineResult, Engines } from '#ports';
import { openEngines } from './open.ts';

/* Small shell programs try to break out of every kind of containment that works on this machine. Run as root, the file runs
 * once more as an ordinary user. */

let folder: string;
before(async () => { folder = await mkdtemp(join(tmpdir(), 'prepress-engines-')); });
after(() => rm(folder, { recursive: true }));

const best = await openEngines().containment();
const kinds = (['namespaces', 'limits'] as const).slice(best === 'namespaces' ? 0 : best === 'limits' ? 1 : 2);
const isRoot = process.getuid?.() === 0;
const limits: EngineLimits = { timeMs: 20_000, memoryBytes: 2 ** 29, outputBytes: 2 ** 22, processes: 16 };
let count = 0;

type Deed = { readonly files?: Record<string, string>; readonly limits?: Partial<EngineLimits>; readonly signal?: AbortSignal };

async function attempt(engines: Engines, script: string, deed: Deed = {}): Promise<EngineResult & { readonly out: string; readonly folderPath: string }> {
  const outputFolderPath = join(folder, String(count++));
  await mkdir(outputFolderPath);
  const result = await engines.run({
    program: 'bash', args: ['-c', script], files: deed.files ?? {}, outputFolderPath, limits: { ...limits, ...deed.limits }, signal: deed.signal,
  });
  return { ...result, out: result.stdout.toString(), folderPath: outputFolderPath };
}

const code = (expected: string) => (thrown: unknown): boolean => thrown instanceof Failure && thrown.code === expected;

/** Processes whose command line holds a text. */
async function running(text: string): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '')));
  return lines.filter((line) => line.includes(text)).length;
}

test('what a program says is told while it runs', async () => {
  const engines = openEngines();
  const outputFolderPath = join(folder, String(count++));
  await mkdir(outputFolderPath);
  const stop = new AbortController();
  let said = '';
  // It would say `two` a minute later; being told `one` ends it.
  const run = engines.run({
    program: 'bash', args: ['-c', 'echo one; sleep 60; echo two'], files: {}, outputFolderPath, limits: { ...limits, timeMs: 90_000 }, signal: stop.signal,
    onOutput(piece) {
      said += piece.toString();
      stop.abort();
    },
  });
  await assert.rejects(run, code('STOPPED'));
  assert.equal(said, 'one\n');
});

for (const kind of kinds) {
  const engines = openEngines({ containment: kind });
  const contained = (title: string, run: () => Promise<void>): void => void test(`${kind}: ${title}`, run);
  const word = `contained-${kind}-${process.pid}`;

  contained('a program reads what it was handed and its files come back, nothing else does', async () => {
    const source = join(folder, 'source');
    await writeFile(source, 'handed over');
    await chmod(source, 0o600);
    const made = await attempt(engines, 'cat in.txt; cp in.txt out.txt; ln -s /etc/passwd link; mkdir sub; ln out.txt twin; echo x > "a b"; echo y > one; pwd >&2',
      { files: { 'in.txt': source } });
    assert.deepEqual([made.exitCode, made.out, made.outputs], [0, 'handed over', ['one']]);
    assert.deepEqual((await readdir(made.folderPath)), ['one']);
    assert.equal(await readFile(join(made.folderPath, 'one'), 'utf8'), 'y\n');
    assert.equal(await readFile(source, 'utf8'), 'handed over');
  });

  contained('what is handed over cannot be changed, and nothing of our environment is told', async () => {
    const source = join(folder, 'source');
    await writeFile(source, 'original');
    process.env['PREPRESS_SECRET_FOR_TEST'] = 'secret';
    const made = await attempt(engines, 'echo changed > in.txt; env', { files: { 'in.txt': source } });
    assert.equal(await readFile(source, 'utf8'), 'original');
    assert.doesNotMatch(made.out, /secret/);
    assert.deepEqual(made.out.split('\n').map((line) => line.split('=')[0]).filter((name) => !['', '_', 'PWD', 'SHLVL', 'OLDPWD'].includes(name!)).toSorted(),
      ['HOME', 'LANG', 'OMP_NUM_THREADS', 'PATH', 'TMPDIR', 'TZ']);
  });

  contained('a program that has ended before anybody looks is not waited for', async () => {
    const source = join(folder, 'many');
    await writeFile(source, '.');
    const files = Object.fromEntries(Array.from({ length: 1500 }, (_, index) => [`in-${index}`, source]));
    assert.equal((await attempt(engines, 'exit 3', { files, limits: { timeMs: 8000 } })).exitCode, 3);
  });

  contained('exit codes and signals are told', async () => {
    assert.equal((await attempt(engines, 'echo why >&2; exit 9')).exitCode, 9);
    assert.equal((await attempt(engines, 'echo why >&2; exit 9')).stderr.toString(), 'why\n');
    assert.equal((await attempt(engines, 'exec perl -e "kill 11, \\$\\$; sleep 5"')).exitCode, 128 + 11);
  });

  contained('files that only we may read stay closed', async () => {
    const secret = join(folder, 'secret');
    await writeFile(secret, 'secret', { mode: 0o600 });
    // An ordinary user without a world of its own cannot shut a program out from itself.
    if (!isRoot && kind === 'limits') return;
    const made = await attempt(engines, `cat ${secret} /etc/shadow; ls ${folder}; cat /proc/1/environ; exit 0`);
    assert.equal(made.out, '');
  });

  contained('it has no rights: it cannot mount, change its user, or gain anything back', async () => {
    const made = await attempt(engines, 'grep -E "^Cap(Eff|Prm|Inh)|NoNewPrivs" /proc/self/status | tr -d "\\t "; mount -t tmpfs x /tmp 2>/dev/null && echo mounted; id -u');
    const lines = made.out.trim().split('\n');
    assert.deepEqual(lines.slice(0, 4).toSorted(), ['CapEff:0000000000000000', 'CapInh:0000000000000000', 'CapPrm:0000000000000000', 'NoNewPrivs:1']);
    assert.equal(lines.length, 5);
    if (isRoot) assert.ok(Number(lines[4]) > 60_000, made.out);
  });

  contained('sleeping forever ends with the clock', async () => {
    const startMs = Date.now();
    await assert.rejects(attempt(engines, `sleep 30 # ${word}-clock`, { limits: { timeMs: 700 } }), code('TIME_LIMIT'));
    assert.ok(Date.now() - startMs < 8000);
    assert.equal(await running(`${word}-clock`), 0);
  });

  contained('burning processor time ends, though the clock would allow it', async () => {
    await assert.rejects(attempt(engines, 'while :; do :; done', { limits: { cpuSeconds: 1 } }), code('TIME_LIMIT'));
  });

  contained('a stop signal ends it at once, grandchildren that left its group included', async () => {
    const stop = new AbortController();
    const attempted = attempt(engines, `(setsid bash -c "sleep 31; : ${word}-stop" &) ; sleep 32; : ${word}-stop`, { signal: stop.signal });
    for (const endMs = Date.now() + 10_000; await running(`${word}-stop`) < 2;) {
      assert.ok(Date.now() < endMs, 'it did not start');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    stop.abort();
    await assert.rejects(attempted, code('STOPPED'));
    if (isRoot || kind === 'namespaces') assert.equal(await running(`${word}-stop`), 0);
    await assert.rejects(attempt(engines, 'exit 0', { signal: stop.signal }), code('STOPPED'));
  });

  contained('what it leaves behind when it ends is ended', async () => {
    // An ordinary user without a world of its own cannot tell such a process from its own.
    if (!isRoot && kind === 'limits') return;
    const made = await attempt(engines, `setsid bash -c "sleep 33; : ${word}-left" > /dev/null 2>&1 & disown; sleep 0.2; echo done`);
    assert.equal(made.out, 'done\n');
    assert.equal(await running(`${word}-left`), 0);
  });

  contained('a fork bomb stays small and ends', async () => {
    const deed = attempt(engines, `f() { sleep 0.05; f ${word}-bomb | f ${word}-bomb & }; f; sleep 34`, { limits: { timeMs: 3000 } }).catch((thrown: unknown) => thrown);
    let most = 0;
    for (const endMs = Date.now() + 2500; Date.now() < endMs;) {
      most = Math.max(most, await running(`${word}-bomb`));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.ok(code('TIME_LIMIT')(await deed) || (await deed as EngineResult).exitCode !== 0);
    assert.ok(most > 1 && most < 40, `${most} processes`);
    if (isRoot || kind === 'namespaces') assert.equal(await running(`${word}-bomb`), 0);
  });

  contained('memory beyond the limit is not given', async () => {
    const made = await attempt(engines, 'perl -e "my \\$x = chr(65) x 400_000_000; print length \\$x"; exit 3', { limits: { memoryBytes: 2 ** 28 } });
    assert.deepEqual([made.exitCode, made.out], [3, '']);
  });

  contained('one file beyond the limit ends it, and so do many files together', async () => {
    await assert.rejects(attempt(engines, 'exec head -c 100m /dev/zero > big'), code('OUTPUT_LIMIT'));
    await assert.rejects(attempt(engines, 'for i in $(seq 1000); do head -c 1m /dev/zero > f$i; sleep 0.02; done; sleep 100'), code('OUTPUT_LIMIT'));
  });

  contained('endless output is read away, and only its beginning is kept', async () => {
    const made = await attempt(engines, 'head -c 50m /dev/zero | tr "\\0" x; echo end >&2', { limits: { capturedBytes: 1000 } });
    assert.deepEqual([made.exitCode, made.out, made.stderr.toString()], [0, 'x'.repeat(1000), 'end\n']);
  });
}

if (kinds.includes('namespaces')) {
  test('namespaces: there is no network, and no other process to be seen', async () => {
    const server = createServer((socket) => socket.end('reached')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    try {
      const words = `cat < /dev/tcp/127.0.0.1/${port}; ls /proc | grep -c "^[0-9]"`;
      const made = await attempt(openEngines(), words);
      assert.doesNotMatch(made.out, /reached/);
      assert.ok(Number(made.out) < 10, made.out);
      // The same words reach the server outside: the test is not blind.
      const outside = spawn('bash', ['-c', words]);
      let said = '';
      outside.stdout.on('data', (piece: Buffer) => { said += piece.toString(); });
      await new Promise((resolve) => outside.once('close', resolve));
      assert.match(said, /reached/);
    } finally {
      server.close();
    }
  });

  test('namespaces: when its parent is killed, nothing is left', async () => {
    const word = `contained-orphan-${process.pid}`;
    const out = join(folder, 'orphan');
    await mkdir(out);
    const parent = spawn(process.execPath, ['--input-type=module', '-e', `
      const { openEngines } = await import(${JSON.stringify(new URL('open.ts', import.meta.url).href)});
      await openEngines().run({ program: 'bash', args: ['-c', 'sleep 35; : ${word}'], files: {}, outputFolderPath: ${JSON.stringify(out)},
        limits: { timeMs: 60000, memoryBytes: 2 ** 28, outputBytes: 2 ** 20 } });`], { stdio: 'inherit', cwd: process.cwd() });
    const count = async (): Promise<number> => await running(word) - (parent.exitCode === null && parent.signalCode === null ? 1 : 0);
    for (const endMs = Date.now() + 15_000; await count() < 1;) {
      assert.ok(Date.now() < endMs, 'it did not start');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    parent.kill('SIGKILL');
    await new Promise((resolve) => parent.once('exit', resolve));
    for (const endMs = Date.now() + 5000; await running(word) > 0;) {
      assert.ok(Date.now() < endMs, 'it lived on');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });
}

test('a program that is not installed is named, and a path is not a program', async () => {
  await assert.rejects(openEngines().run({ program: 'no-such-program', args: [], files: {}, outputFolderPath: folder, limits }), (thrown) => {
    assert.ok(code('ENGINE_MISSING')(thrown));
    assert.match((thrown as Failure).message, /no-such-program.*npm run engines/);
    return true;
  });
  await assert.rejects(openEngines().find('/bin/sh'), TypeError);
});

test('an ordinary user contains programs as well', { skip: !isRoot && 'is one' }, async () => {
  const home = await mkdtemp(join(tmpdir(), 'prepress-engines-user-'));
  try {
    await chown(home, 1001, 1001);
    const { status, stdout } = spawnSync(process.execPath, ['--test', '--test-reporter=tap', import.meta.filename], {
      uid: 1001, gid: 1001, encoding: 'utf8', env: { PATH: process.env['PATH'], TMPDIR: home }, cwd: '/', timeout: 90_000, killSignal: 'SIGKILL',
    });
    assert.equal(status, 0, stdout.split('\n').filter((line) => /^not ok|^ +error:|^ +(expected|actual)/.test(line)).join('\n'));
    assert.match(stdout, /ok \d+ - namespaces: there is no network|ok \d+ - limits: sleeping forever/);
  } finally {
    await rm(home, { recursive: true });
  }
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openEngines } from '#adapters/engines';
import { openSharpRaster } from '#adapters/sharp';
import { Failure } from '#base';
import type { Containment, Engines } from '#ports';
import { postScript } from '#test/build/postscript';
import { openGhostscript } from './index.ts';

/* Programs that want out: each is run in every containment that works on this machine. What they could reach, they would
 * write into the fonts and sizes that come back, into files beside, or into the world. */

const isHere = spawnSync('sh', ['-c', 'command -v gs'], { stdio: 'ignore' }).status === 0;
const needs = { skip: !isHere && 'not installed: gs' };
const best = await openEngines().containment();
const kinds: readonly Exclude<Containment, 'none'>[] = best === 'namespaces' ? ['namespaces', 'limits'] : best === 'limits' ? ['limits'] : [];

let folder: string;
let secretPath: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prepress-hostile-'));
  // Readable for everybody, so that nothing but the interpreter and its world keep it.
  await chmod(folder, 0o755);
  secretPath = join(folder, 'secret.txt');
  await writeFile(secretPath, 'prepress-secret-word\n');
  process.env['PREPRESS_HOSTILE_TEST'] = 'prepress-secret-word';
});
after(() => rm(folder, { recursive: true }));

const limits = { timeMs: 6000, cpuSeconds: 3, memoryBytes: 2 ** 29, outputBytes: 2 ** 24, pixels: 4_000_000 };

let count = 0;
/** Runs a program. @returns all that came of it, as text. */
async function attempt(engines: Engines, body: string, change: Partial<typeof limits> = {}): Promise<{ pdf: string; said: string; names: readonly string[] }> {
  const workFolderPath = join(folder, String(count++));
  await mkdir(workFolderPath);
  const path = join(workFolderPath, 'source');
  await writeFile(path, postScript({ body: body.replaceAll('SECRET', secretPath).replaceAll('OUTSIDE', join(folder, 'outside')) }));
  const ghostscript = openGhostscript(engines, await openSharpRaster({ threads: 1, limitPixels: 1_000_000 }));
  const made = await ghostscript.distil(path, { workFolderPath, limits: { ...limits, ...change }, mostPages: 10, isPicture: false, resolutionPpi: 72 });
  return { pdf: await readFile(made.path, 'latin1'), said: made.replacedFonts.join(), names: await readdir(join(made.path, '..')) };
}

/** Whatever a program reads, it tells by the size of its page and by a font that nobody has. */
const tell = '/tell { dup length string cvs cvn findfont pop } def ';

const escapes: Readonly<Record<string, string>> = {
  'a pipe to a shell': '(%pipe%touch OUTSIDE; cat SECRET) (r) file 100 string readline pop tell',
  'a pipe to be written to': '(%pipe%cat > OUTSIDE) (w) file (x) writestring showpage',
  'a pipe as the output of another device': '<< /OutputDevice /ppmraw /OutputFile (%pipe%touch OUTSIDE) >> setpagedevice showpage',
  'a pipe behind a permitted name': '<< /OutputFile (out.pdf|%pipe%touch OUTSIDE) >> setpagedevice showpage',
  'a file of ours': '(SECRET) (r) file 100 string readline pop tell',
  'the users of this machine': '(/etc/passwd) (r) file 100 string readline pop tell',
  'its own environment': '(/proc/self/environ) (r) file 100 string readstring pop tell',
  'a variable of ours': '(PREPRESS_HOSTILE_TEST) getenv { tell } if showpage',
  'running a file': '(SECRET) run showpage',
  'the finder of libraries': '(SECRET) .libfile { 100 string readline pop tell } if showpage',
  'the finder of libraries, by a way round': '(/usr/share/ghostscript/../../..SECRET) findlibfile { exch pop 100 string readline pop tell } if showpage',
  'a list of files': '(/etc/*) { tell } 100 string filenameforall showpage',
  'writing beside': '(OUTSIDE) (w) file (x) writestring showpage',
  'writing upwards': '(../../outside) (w) file (x) writestring showpage',
  'removing a file': '(SECRET) deletefile showpage',
  'renaming a file': '(SECRET) (OUTSIDE) renamefile showpage',
  'asking for rights': '<< /PermitFileReading [ (*) ] /PermitFileWriting [ (*) ] /PermitFileControl [ (*) ] >> setuserparams (SECRET) (r) file 100 string readline pop tell',
  'taking safety away': 'systemdict /SAFER false .forceput (SECRET) (r) file 100 string readline pop tell',
  'unlocking safety': 'mark /.LockSafetyParams false currentdevice putdeviceprops pop (SECRET) (r) file 100 string readline pop tell',
  'restoring what was before safety': '{ null restore } stopped { pop } if (SECRET) (r) file 100 string readline pop tell',
  'an operator that leaks itself': '{ 1 (x) .policyprocs } stopped pop { $error /ostack get aload pop } stopped pop (SECRET) (r) file 100 string readline pop tell',
  'a file put into the PDF': '[ /_objdef { f } /type /stream /OBJ pdfmark [ { f } (SECRET) (r) file /PUT pdfmark showpage',
  'a PDF interpreter inside': '(SECRET) (r) file runpdfbegin showpage',
};

for (const kind of kinds) {
  const engines = openEngines({ containment: kind });
  for (const [title, body] of Object.entries(escapes)) {
    test(`${kind}: ${title} stays shut`, needs, async () => {
      const outcome = await attempt(engines, `${tell}${body}`).catch((thrown: unknown) => thrown);
      if (outcome instanceof Error) {
        assert.ok(outcome instanceof Failure && ['ENGINE_FAILED', 'TIME_LIMIT'].includes(outcome.code), String(outcome));
        assert.doesNotMatch(outcome.message, /prepress-secret-word|root:/);
      } else {
        const { pdf, said, names } = outcome as Awaited<ReturnType<typeof attempt>>;
        assert.doesNotMatch(`${pdf}${said}`, /prepress-secret-word|root:x/);
        assert.deepEqual(names, ['out.pdf']);
      }
      assert.equal(await readFile(secretPath, 'utf8'), 'prepress-secret-word\n');
      assert.deepEqual((await readdir(folder)).filter((name) => name.startsWith('outside')), []);
    });
  }

  test(`${kind}: a reader of fonts that listens to the wrong paths finds nothing of ours`, needs, async () => {
    const outcome = await attempt(engines, '(SECRET) cvn findfont pop (../../secret.txt) cvn findfont pop showpage').catch((thrown: unknown) => thrown);
    if (outcome instanceof Error) assert.doesNotMatch(outcome.message, /prepress-secret-word/);
    else assert.doesNotMatch((outcome as { pdf: string }).pdf, /prepress-secret-word/);
  });

  const endings: Readonly<Record<string, readonly [string, readonly string[]]>> = {
    'a loop without end': ['{ } loop', ['TIME_LIMIT']],
    'a loop inside of its own error handler': ['errordict /stackoverflow { pop { } loop } put { 1 } loop', ['TIME_LIMIT', 'ENGINE_FAILED', 'MEMORY_LIMIT']],
    'a program that calls itself': ['/f { f f } def f', ['ENGINE_FAILED', 'TIME_LIMIT', 'MEMORY_LIMIT']],
    'memory without end': ['/a 1000 array def 0 1 999 { a exch 60000000 string put } for', ['MEMORY_LIMIT', 'ENGINE_FAILED']],
    'small things without end': ['/d 65000 dict def { d 100000 array dup put } loop', ['MEMORY_LIMIT', 'TIME_LIMIT', 'ENGINE_FAILED']],
    'text without end on its output': ['{ (xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n) print } loop', ['TIME_LIMIT']],
    'a picture without end': ['50000 50000 8 [50000 0 0 50000 0 0] { 65000 string } image showpage', ['TIME_LIMIT', 'OUTPUT_LIMIT', 'ENGINE_FAILED', 'MEMORY_LIMIT']],
    'a form that draws itself': ['/F << /FormType 1 /BBox [0 0 9 9] /Matrix [1 0 0 1 0 0] /PaintProc { pop F execform } >> def F execform', ['ENGINE_FAILED', 'TIME_LIMIT', 'MEMORY_LIMIT']],
  };
  for (const [title, [body, codes]] of Object.entries(endings)) {
    test(`${kind}: ${title} ends`, needs, async () => {
      const outcome = await attempt(engines, body).catch((thrown: unknown) => thrown);
      assert.ok(outcome instanceof Failure && codes.includes(outcome.code), outcome instanceof Error ? outcome.message : 'it went through');
    });
  }

  test(`${kind}: pages without end are stopped, and pages beyond all size are never drawn`, needs, async () => {
    const { pdf } = await attempt(engines, '{ showpage } loop');
    assert.equal([...pdf.matchAll(/\/MediaBox/g)].length, 11);
    const outcome = await attempt(engines, '<< /PageSize [ 1e7 1e7 ] >> setpagedevice 0 0 9 9 rectfill showpage').catch((thrown: unknown) => thrown);
    // Whether it is taken or not: what comes of it says its size, which planning refuses.
    if (outcome instanceof Error) assert.ok(outcome instanceof Failure && outcome.code === 'ENGINE_FAILED', outcome.message);
    else assert.match((outcome as { pdf: string }).pdf, /MediaBox ?\[0 0 \d{4,} \d{4,}\]/);
  });

  test(`${kind}: without -dSAFER, and without the world around it, the same programs would reach the file: the tests are not blind`, needs, async () => {
    const body = `${tell}${escapes['a file of ours']!}`.replaceAll('SECRET', secretPath);
    const path = join(folder, 'unsafe.ps');
    await writeFile(path, postScript({ body }));
    const { stdout } = spawnSync('gs', ['-dNOSAFER', '-dBATCH', '-dNOPAUSE', '-sDEVICE=nullpage', path], { encoding: 'utf8', cwd: folder });
    assert.match(stdout, /for prepress-secret-word/);
  });
}

test('namespaces: should the interpreter have a hole one day, there is nothing behind it', { skip: needs.skip || (!kinds.includes('namespaces') && 'no namespaces here') }, async () => {
  const engines = openEngines({ containment: 'namespaces' });
  const unsafe: Engines = { ...engines, run: (task) => engines.run({ ...task, args: ['-dNOSAFER', ...task.args.filter((word) => word !== '-dSAFER')] }) };
  for (const title of ['a pipe to a shell', 'a pipe to be written to', 'a file of ours', 'running a file', 'writing beside', 'removing a file']) {
    const outcome = await attempt(unsafe, `${tell}${escapes[title]!}`).catch((thrown: unknown) => thrown);
    if (!(outcome instanceof Error)) assert.doesNotMatch((outcome as { pdf: string; said: string }).said, /prepress-secret-word/, title);
    assert.equal(await readFile(secretPath, 'utf8'), 'prepress-secret-word\n');
    assert.deepEqual((await readdir(folder)).filter((name) => name.startsWith('outside')), [], title);
  }
  // The pipe does open: the test is not blind.
  const { said } = await attempt(unsafe, `${tell}(%pipe%echo through the pipe) (r) file 100 string readline pop tell showpage`);
  assert.match(said, /through the pipe/);
});

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { unpackAll } from '#test/build/unpacking';

/** Archives made by the tools people have, unpacked by us: the same files must come out. */
const files: Readonly<Record<string, Buffer>> = {
  'plain.txt': Buffer.from('plain'), 'empty.txt': Buffer.alloc(0), 'in/Käse 🧀.bin': Buffer.alloc(400_000, 'abcdefg'),
  [`deep/${'folder/'.repeat(18)}${'n'.repeat(90)}.txt`]: Buffer.from('deep'), 'random.bin': Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7919) % 251)),
};
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prepress-makers-'));
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(join(folder, 'tree', dirname(name)), { recursive: true });
    writeFileSync(join(folder, 'tree', name), bytes);
  }
});
after(() => rm(folder, { recursive: true }));

function hasTool(tool: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${tool}`]);
    return true;
  } catch {
    return false;
  }
}

const python = (call: string): readonly string[] => ['python3', '-c', `import zipfile, os\nos.chdir('tree')\n${call}`];
const zipped = (change: string): readonly string[] => python([
  `with zipfile.ZipFile('../made', 'w', ${change}) as z:`, ' for top, _, names in os.walk("."):', '  for name in names: z.write(os.path.join(top, name))',
].join('\n'));

const makers: readonly (readonly [name: string, fileName: string, command: readonly string[]])[] = [
  ['zip', 'x.zip', ['sh', '-c', 'cd tree && zip -q -r ../made.zip . && mv ../made.zip ../made']],
  ['zip from a pipe, with descriptors and 64-bit fields', 'x.zip', ['sh', '-c', 'cd tree && zip -q -r - . | cat > ../made']],
  ['zip without compression', 'x.zip', ['sh', '-c', 'cd tree && zip -q -0 -r ../made.zip . && mv ../made.zip ../made']],
  ['Python, deflated', 'x.zip', zipped('zipfile.ZIP_DEFLATED')],
  ['Python, stored', 'x.zip', zipped('zipfile.ZIP_STORED')],
  ['GNU tar', 'x.tar', ['tar', '-cf', 'made', '--format=gnu', '-C', 'tree', '.']],
  ['POSIX tar', 'x.tar', ['tar', '-cf', 'made', '--format=pax', '-C', 'tree', '.']],
  ['tar and gzip', 'x.tgz', ['tar', '-czf', 'made', '-C', 'tree', '.']],
];

for (const [name, fileName, command] of makers) {
  test(`the same files come out of an archive made by ${name}`, async (t) => {
    const [tool = '', ...args] = command;
    const needed = command.join(' ').includes('zip -q') ? 'zip' : tool;
    if (!hasTool(needed)) return t.skip(`${needed} is not installed`);
    execFileSync(tool, args, { cwd: folder });
    const { contents, leftOut, result } = await unpackAll(readFileSync(join(folder, 'made')), fileName);
    await rm(join(folder, 'made'));
    assert.deepEqual([leftOut, result.kind], [[], 'unpacked']);
    assert.deepEqual([...contents.keys()].toSorted(), Object.keys(files).toSorted());
    for (const [path, bytes] of contents) assert.ok(bytes.equals(files[path]!), path);
  });
}

test('what tar and zip say of links and encrypted files is understood', async (t) => {
  execFileSync('sh', ['-c', 'cd tree && ln -sf plain.txt soft && ln -f plain.txt hard && tar -cf ../made plain.txt hard soft'], { cwd: folder });
  const tarred = await unpackAll(readFileSync(join(folder, 'made')), 'x.tar');
  assert.deepEqual([tarred.files, tarred.leftOut], [['plain.txt'], ['hard: ENTRY_NO_FILE', 'soft: ENTRY_NO_FILE']]);
  if (!hasTool('zip')) return t.diagnostic('zip is not installed');
  execFileSync('sh', ['-c', 'cd tree && zip -q -y -P secret ../made.zip plain.txt soft && zip -q ../made.zip random.bin'], { cwd: folder });
  const zip = await unpackAll(readFileSync(join(folder, 'made.zip')), 'x.zip');
  assert.deepEqual([zip.files, zip.leftOut], [['random.bin'], ['plain.txt: ENTRY_ENCRYPTED', 'soft: ENTRY_NO_FILE']]);
});

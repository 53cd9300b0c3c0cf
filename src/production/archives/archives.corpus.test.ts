import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { corpusFacts, corpusFolder, hasCorpus } from '#test/build/corpus';
import { unpackAll } from '#test/build/unpacking';

type Fate = { readonly files?: readonly string[]; readonly leftOut?: readonly string[]; readonly failed?: string };

const deepName = 'long-path/r/e/a/l/l/y/-/d/e/e/p/-/f/o/l/d/e/r/-/p/a/t/h/Ω.txt';
const longFolder = 'this_is_a_really_long_directory_name_with_a_lot_of_characters';

/** What becomes of each. What a file of another suite is called there after its fault is not always what is wrong here: bounds,
 *  links and paths are faults of an entry, not of its archive. */
const fates: Readonly<Record<string, Fate>> = {
  'small__zip.zip': {},
  'small__tar.tar': { files: ['n'] },
  'small__gzip-name.gz': { files: ['n'] },
  'Pillow__hopper.tar': { files: ['hopper.jpg', 'hopper.png'] },
  'yauzl__deflate.zip': { files: ['index.js'] },
  'yauzl__unicode.zip': { files: ['Turmion Kätilöt/Hoitovirhe/Rautaketju.mp3', 'Turmion Kätilöt/Pirun nyrkki/Mistä veri pakenee.mp3'] },
  'yauzl__unicode-path-extra-field.zip': { files: ['七个房间.txt'] },
  'yauzl__windows-7-zip.zip': { files: ['a.txt', 'b.txt'] },
  'yauzl__traditional-encryption.zip': { leftOut: ['a.txt: ENTRY_ENCRYPTED'] },
  'yauzl__End of central directory record signature not found Either not a zip file or file is truncated.zip': { failed: 'BROKEN_FILE End of central directory record signature not found. Either not a zip file, or file is truncated.' },
  'yauzl__absolute path atxt.zip': { files: ['b.txt'], leftOut: ['/atxt: ENTRY_UNSAFE_PATH'] },
  'yauzl__file data overflows file bounds 63 2147483647 308.zip': { files: ['b.txt'], leftOut: ['a.txt: BROKEN_FILE file data overflows file bounds: 63 + 2147483647 > 308'] },
  'yauzl__invalid relative path xt.zip': { files: ['b.txt'], leftOut: ['../xt: ENTRY_UNSAFE_PATH'] },
  'yauzl__multi-disk zip files are not supported found disk number 1.zip': { failed: 'BROKEN_FILE multi-disk zip files are not supported: found disk number: 1' },
  'yauzl__not enough bytes in the stream expected 2048576 got only 1000000.zip': { leftOut: ['zeros.bin: BROKEN_FILE it is shorter than the archive says'] },
  'yauzl__strong encryption is not supported.zip': { failed: 'ENTRY_ENCRYPTED' },
  'yauzl__too many bytes in the stream expected 82496 got at least 98304.zip': { leftOut: ['zeros.bin: BROKEN_FILE it is longer than the archive says'] },
  'yauzl__unsupported compression method 1.zip': { files: ['a.txt'], leftOut: ['b.txt: ENTRY_UNSUPPORTED compression method 1'] },
  'node-tar__file.tar': { files: ['one-byte.txt'] },
  'node-tar__links-invalid.tar': { files: ['hardlink-1'], leftOut: ['hardlink-2: ENTRY_NO_FILE', 'symlink: ENTRY_NO_FILE'] },
  'node-tar__utf8.tar': { files: ['Ω.txt', '🌟.txt', deepName] },
  'node-tar__null-byte.tar': { files: [`${longFolder}/this_is_a_really_long_tgz_file_with_a_lot_of_characters.tgz`] },
  'node-tar__excessively-deep.tar': { leftOut: ['a/a/a…: ENTRY_LIMIT 32 folders'] },
  'node-tar__sync-gzip-fail.tgz': { files: ['x/9', 'x/7', 'x/6', 'x/1', 'x/10', 'x/8', 'x/4', 'x/3', 'x/2', 'x/5'] },
};

test('every archive of the corpus has the fate that is written down', async (t) => {
  if (!hasCorpus) return t.diagnostic(`no corpus at ${corpusFolder}: nothing was tried (PREPRESS_CORPUS names another place)`);
  const seen: Record<string, Fate> = {};
  for (const { file } of corpusFacts(['archive'])) {
    const name = file.replace('archive/', '');
    const { files, leftOut, result } = await unpackAll(readFileSync(join(corpusFolder, file)), name);
    seen[name] = {
      ...(files.length > 0 && { files }), ...(leftOut.length > 0 && { leftOut: leftOut.map((line) => line.replace(/^(?:\.\/)?(?:a\/){20,}.*?:/, 'a/a/a…:')) }),
      ...(result.kind === 'failed' && { failed: [result.code, ...Object.values(result.params)].join(' ') }),
    };
  }
  assert.deepEqual(seen, fates);
});

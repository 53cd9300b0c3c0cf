import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure } from '#base';
import fc from 'fast-check';
import {
  cleanFileName, cleanFolderPath, extensionOf, haveSameExtension, orderKeyOf, parentOf, renameFile, splitFileName, suffixedNames,
} from './names.ts';

describe('the id of an uploaded file', () => {
  const examples: readonly (readonly [sent: string, name: string, fileName: string])[] = [
    ['896649.jpg', '896649', '896649.jpg'],
    ['a.b.tif', 'a.b', 'a.b.tif'],
    ['a+b&c.jpg', 'abc', 'abc.jpg'],
    ['100%.png', '100', '100.png'],
    ['Ünï.tif', 'Ünï', 'Ünï.tif'],
    ['U\u0308ni\u0308.tif', 'Ünï', 'Ünï.tif'],
    ['  spaced out .jpg ', 'spaced out', 'spaced out.jpg'],
    ['#^~()[]! x.JPG', '#^~()[]! x', '#^~()[]! x.JPG'],
    ['\\;/?:@&=+$,*"<>|\'{}%z.png', 'z', 'z.png'],
    ['tab\there\u0000\u007f.png', 'tabhere', 'tabhere.png'],
    ['no extension', 'no extension', 'no extension'],
    ['ends with a dot.', 'ends with a dot', 'ends with a dot.'],
    ['a.b.', 'a.b', 'a.b.'],
    ['a.j?p*g', 'a', 'a.jpg'],
    ['half\ud83d.png', 'half', 'half.png'],
    ['\ud83d\ude00.png', '\ud83d\ude00', '\ud83d\ude00.png'],
    // NFC makes a semicolon of the Greek question mark.
    ['a\u037eb.png', 'ab', 'ab.png'],
  ];
  for (const [sent, name, fileName] of examples) {
    it(`of ${JSON.stringify(sent)} is ${JSON.stringify(name)}`, () => {
      assert.deepEqual(cleanFileName(sent), { name, fileName });
    });
  }

  for (const sent of ['', '.jpg', '   .jpg', '+&.jpg', '..', '..jpg', '...', '{}%']) {
    it(`does not exist for ${JSON.stringify(sent)}`, () => {
      assert.throws(() => cleanFileName(sent), (thrown) =>
        thrown instanceof Failure && thrown.code === 'INVALID_FILE_NAME');
    });
  }

  it('has at most 128 UTF-16 units, counted after cleaning', () => {
    assert.equal(cleanFileName(`${'x'.repeat(128)}++.jpg`).name.length, 128);
    assert.throws(() => cleanFileName(`${'x'.repeat(129)}.jpg`), { code: 'INVALID_FILE_NAME' });
    assert.throws(() => cleanFileName(`${'😀'.repeat(65)}.jpg`), { code: 'INVALID_FILE_NAME' });
    assert.throws(() => cleanFileName(`a.${'x'.repeat(300)}`), { code: 'INVALID_FILE_NAME' });
  });

  it('can be told from the clean file name, and cleaning twice changes nothing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (sent) => {
      let clean;
      try {
        clean = cleanFileName(sent);
      } catch {
        return;
      }
      assert.deepEqual(cleanFileName(clean.fileName), clean);
      assert.equal(splitFileName(clean.fileName).base, clean.name);
    }), { numRuns: 500 });
  });
});

describe('a folder path', () => {
  for (const [path, clean] of [
    ['', 'Co/'], ['/', 'Co/'], ['Co', 'Co/'], ['Co/', 'Co/'], ['/SpinSets', 'Co/SpinSets/'], ['SpinSets/',
      'Co/SpinSets/'],
    ['Co/a//b', 'Co/a/b/'], ['a/ b /c', 'Co/a/b/c/'], ['a+b/c', 'Co/ab/c/'], ['co/a', 'Co/co/a/'], ['Co/Co', 'Co/Co/'],
    ['Ünï/(x)', 'Co/Ünï/(x)/'], ['x...', 'Co/x.../'],
  ] as const) {
    it(`${JSON.stringify(path)} is ${clean}`, () => assert.equal(cleanFolderPath('Co/', path), clean));
  }

  for (const path of ['..', 'a/../b', './a', 'a/+/b', 'a/.?./b', 'x'.repeat(256), 'abc/'.repeat(300)]) {
    it(`${JSON.stringify(path.slice(0, 20))} of ${path.length} characters is refused`, () => {
      assert.throws(() => cleanFolderPath('Co/', path), { code: 'INVALID_PARAMETER' });
    });
  }

  it('keeps a root that has characters no other folder may have', () => {
    assert.equal(cleanFolderPath('Ben & Co/', 'Ben & Co/a'), 'Ben & Co/a/');
  });

  it('has the folder above as parent, and the root has none', () => {
    assert.equal(parentOf('Co/a/b/'), 'Co/a/');
    assert.equal(parentOf('Co/a/'), 'Co/');
    assert.equal(parentOf('Co/'), null);
  });
});

describe('an extension', () => {
  it('compares without case and literally', () => {
    assert.equal(extensionOf('a.b.TIF'), 'tif');
    assert.equal(extensionOf('none'), '');
    assert.ok(haveSameExtension('a.JPG', 'b.jpg'));
    assert.ok(!haveSameExtension('a.jpg', 'a.jpeg'));
    assert.ok(!haveSameExtension('a.tif', 'a.tiff'));
  });
});

describe('a taken name', () => {
  it('gets numbers at its end', () => {
    assert.deepEqual(suffixedNames('chair', 1, 3), ['chair-1', 'chair-2', 'chair-3']);
    assert.equal(renameFile('chair-1', 'chair.tif'), 'chair-1.tif');
    assert.equal(renameFile('a.b-1', 'a.b.tif'), 'a.b-1.tif');
    assert.equal(renameFile('plain-1', 'plain'), 'plain-1');
  });

  it('is shortened where the number would make it too long, never through a pair', () => {
    assert.deepEqual(suffixedNames('x'.repeat(128), 9, 2), [`${'x'.repeat(126)}-9`, `${'x'.repeat(125)}-10`]);
    assert.equal(suffixedNames(`${'x'.repeat(125)}😀`, 1, 1)[0], `${'x'.repeat(125)}-1`);
  });
});


it('files that will meet in one asset have one order key', () => {
  assert.equal(orderKeyOf('chair.tif'), 'chair');
  assert.equal(orderKeyOf('ch+a&ir.JPG'), 'chair');
  assert.equal(orderKeyOf('a.b.tif'), 'a.b');
  assert.equal(orderKeyOf('u\u0308.png'), '\u00fc');
  assert.equal(orderKeyOf('.hidden'), '.hidden');
});

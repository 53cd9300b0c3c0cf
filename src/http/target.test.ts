import assert from 'node:assert/strict';
import { test } from 'node:test';

import { targetOf } from './target.ts';

type Names = { destFolder?: string; fileName?: string; filename: string };
const root = 'ApiTestCo/';
const pathOf = ({ destFolder, fileName, filename }: Names) => {
  const target = targetOf({ destFolder, fileName, partName: filename }, root);
  return target.folder + target.fileName;
};

const examples: readonly (readonly [Names, string])[] = [
  [{ filename: 'a.jpg' }, 'ApiTestCo/a.jpg'],
  [{ filename: 'ApiTestCo/x//a.jpg' }, 'ApiTestCo/x/a.jpg'],
  [{ destFolder: 'ApiTestCo/up/', filename: 'a.jpg' }, 'ApiTestCo/up/a.jpg'],
  [{ destFolder: 'up', filename: 'C:\\pics\\a.jpg' }, 'ApiTestCo/up/a.jpg'],
  [{ destFolder: 'up', fileName: 'b.jpg', filename: 'a.jpg' }, 'ApiTestCo/up/b.jpg'],
  [{ destFolder: 'up', fileName: 'q/b.jpg', filename: 'a.jpg' }, 'ApiTestCo/up/q/b.jpg'],
  [{ destFolder: 'up', filename: 'ApiTestCo/z/a.jpg' }, 'ApiTestCo/z/a.jpg'],
  [{ filename: '\\\\host\\share\\dir\\a.jpg' }, 'ApiTestCo/a.jpg'],
  [{ filename: 'C:/pics/a.jpg' }, 'ApiTestCo/a.jpg'],
  [{ filename: 'C:a.jpg' }, 'ApiTestCo/a.jpg'],
  [{ filename: 'dir\\sub/a.jpg' }, 'ApiTestCo/dir/sub/a.jpg'],
  [{ filename: '//x//a.jpg', destFolder: '/up//' }, 'ApiTestCo/up/x/a.jpg'],
  [{ filename: '/ApiTestCo/a.jpg' }, 'ApiTestCo/a.jpg'],
  [{ destFolder: 'up', filename: 'apitestco/a.jpg' }, 'ApiTestCo/up/apitestco/a.jpg'],
  [{ filename: 'ApiTestCo' }, 'ApiTestCo/ApiTestCo'],
  [{ destFolder: 'up', filename: 'ApiTestCo' }, 'ApiTestCo/up/ApiTestCo'],
  [{ destFolder: '', fileName: '', filename: 'a.jpg' }, 'ApiTestCo/a.jpg'],
  [{ fileName: 'only.jpg', filename: '' }, 'ApiTestCo/only.jpg'],
  [{ filename: 'x/.../..a' }, 'ApiTestCo/x/.../..a'],
];
for (const [names, path] of examples) {
  test(`${JSON.stringify(names)} goes to ${path}`, () => assert.equal(pathOf(names), path));
}

test('dot segments are refused wherever they stand', () => {
  for (const names of [
    { filename: '../a.jpg' }, { filename: 'x/../a.jpg' }, { filename: 'x/./a.jpg' }, { filename: '..' }, { filename: 'x\\..\\a.jpg' },
    { filename: 'a.jpg', destFolder: '../up' }, { filename: 'a.jpg', fileName: '../b.jpg' }, { filename: 'ApiTestCo/../a.jpg' },
  ]) assert.throws(() => pathOf(names), { code: 'INVALID_PARAMETER' }, JSON.stringify(names));
});

test('the fault names the parameter that held the path', () => {
  assert.throws(() => pathOf({ filename: '../a.jpg' }), { params: {
    name: 'filename', expected: 'a path without . and .. segments', received: '../a.jpg',
  } });
  assert.throws(() => pathOf({ fileName: '..', filename: 'a' }), (thrown: { params?: { name?: string } }) => thrown.params?.name === 'fileName');
});

test('a name without a base is missing', () => {
  for (const names of [{ filename: '' }, { filename: 'dir/' }, { filename: '/' }, { filename: 'C:\\dir\\' }, { filename: '', destFolder: 'up/a.jpg' }]) {
    assert.throws(() => pathOf(names), { code: 'MISSING_PARAMETER', params: { name: 'fileName' } }, JSON.stringify(names));
  }
});

test('segments have 255 characters and paths 1024', () => {
  assert.equal(pathOf({ filename: 'x'.repeat(255) }).length, 255 + root.length);
  assert.throws(() => pathOf({ filename: 'x'.repeat(256) }), { code: 'INVALID_PARAMETER' });
  assert.throws(() => pathOf({ filename: 'a', destFolder: 'x'.repeat(256) }), { code: 'INVALID_PARAMETER' });
  const fitting = `${'d/'.repeat((1024 - root.length - 2) / 2)}xx`;
  assert.equal(pathOf({ filename: fitting }).length, 1024);
  assert.throws(() => pathOf({ filename: `${fitting}x` }), { code: 'INVALID_PARAMETER' });
});

test('NUL is refused and shown readable', () => {
  assert.throws(() => pathOf({ filename: 'a\0.jpg' }), (thrown: Error) => thrown.message.includes('a\\0.jpg'));
});

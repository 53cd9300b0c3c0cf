import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingLine, readGuidePage } from './guide.ts';

test('a page is its commands with what they print, the settings of its server, and its files', () => {
  const page = readGuidePage('a.md', [
    '# A', '<!-- files: a.jpg b.png -->', '```ini', 'PREPRESS_X=1 # why', '```', '```sh', 'echo a', '```', 'prints', '```text', 'a', '```', '```json', '{}', '```', '',
  ].join('\n'));
  assert.deepEqual(page, {
    name: 'a.md', settings: { PREPRESS_X: '1' }, files: ['a.jpg', 'b.png'], commands: [{ script: 'echo a\n', expected: ['a'], lineNumber: 6 }],
  });
});

test('output that nobody printed is no page', () => {
  assert.throws(() => readGuidePage('a.md', '```text\na\n```\n'), /a\.md:1/);
  assert.throws(() => readGuidePage('a.md', '```bash\na\n```\n'), /a block of bash/);
});

test('expected lines must come in their order, with anything between them', () => {
  assert.equal(missingLine('one  two\nthree\nfour 4.5', ['one two', 'four …']), undefined);
  assert.equal(missingLine('one\ntwo', ['two', 'one']), 'one');
  assert.equal(missingLine('one', ['o.e']), 'o.e');
});

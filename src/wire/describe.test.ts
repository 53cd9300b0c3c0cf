import assert from 'node:assert/strict';
import { test } from 'node:test';

import { describe } from './describe.ts';
import { operationsIn, typesIn } from './xsd.ts';

const pages = describe('2014-04-03');
const textOf = (path: string): string => pages.find((page) => page.path === path)?.text ?? assert.fail(path);

test('the index links every operation of the version', () => {
  for (const { name } of operationsIn('2014-04-03')) {
    assert.match(textOf('README.md'), new RegExp(`\\[${name}\\]\\(operations-\\w+\\.md#${name.toLowerCase()}\\)`));
  }
  assert.doesNotMatch(textOf('README.md'), /getImageServingCatalog/);
});

test('an operation tells class, roles and fields with their types, versions and spellings', () => {
  const jobs = textOf('operations-jobs.md');
  assert.match(jobs, /## getActiveJobs\n\n.+\n\nClass A\. Roles: IpsUser, IpsAdmin, /);
  assert.match(jobs, /\| `includeWaitingJobs` \| boolean \| optional \| since 2014-04-03 \|/);
  assert.match(jobs, /\| `jobArray` \| \[ActiveJobArray\]\(types\.md#activejob\) \| one \|/);
  assert.match(textOf('types.md'),
    /\| `knockoutBackgroundOptions` \|.*since 2013-02-15; also read as `knockoutBackground` \|/);
});

test('what is answered is said where it is asked for, and what an operation lacks', () => {
  const told = describe('2014-04-03', new Map([['submitJob', 'Two kinds.'], ['stopJob', '']]));
  const jobs = told.find(({ path }) => path === 'operations-jobs.md')!.text;
  assert.match(jobs, /## submitJob\n\n.+\n\n.+\n\n\*Answered in part\.\* Two kinds\./);
  assert.match(jobs, /## stopJob\n\n.+\n\n.+\n\n\*Answered\.\*/);
  assert.match(jobs, /## pauseJob\n\n.+\n\n.+\n\n\*Not available yet\*/);
  const index = told.find(({ path }) => path === 'README.md')!.text;
  assert.match(index, /\*\*2\*\* of \d+ operations are answered/);
  assert.match(index, /\| \[submitJob\].* \| A \| in part \|\n/);
  assert.match(index, /\| \[pauseJob\].* \| A \| {2}\|\n/);
  assert.doesNotMatch(textOf('README.md'), /answered;/);
});

test('no link leads nowhere', () => {
  for (const page of pages) {
    for (const [, path = '', anchor = ''] of page.text.matchAll(/\]\(([^)#]+)#([^)]+)\)/g)) {
      const headings = [...textOf(path).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading?.toLowerCase());
      assert.ok(headings.includes(anchor), `${page.path} → ${path}#${anchor}`);
    }
  }
});

test('every type but plain arrays has an entry', () => {
  for (const { name } of typesIn('2014-04-03').filter((type) => !type.name.endsWith('Array'))) {
    assert.match(textOf('types.md'), new RegExp(`^### ${name}$`, 'm'));
  }
});

test('a table has the same number of cells in every row', () => {
  for (const { path, text } of pages) {
    for (const block of text.split('\n\n').filter((one) => one.startsWith('|'))) {
      const widths = block.trim().split('\n').map((row) => row.split('|').length);
      assert.equal(new Set(widths).size, 1, `${path}\n${block.slice(0, 200)}`);
    }
  }
});

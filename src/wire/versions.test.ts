import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isInVersion, namespaceOf, servedVersions, versionOf } from './versions.ts';

const base = 'http://www.scene7.com/IpsApi/xsd';

test('every namespace of the interface has its version, and the version its namespace', () => {
  for (const version of [...servedVersions, '2013-08-29-beta', '2016-01-14-beta', '2019-09-10-beta', 'next']) {
    assert.equal(versionOf(namespaceOf(version)), version);
  }
  assert.equal(versionOf(`${base}/2014-04-03`), '2014-04-03');
  assert.equal(versionOf(base), '');
  assert.equal(versionOf(''), '');
});

test('other namespaces have none', () => {
  const tails = ['x', '/', '/a/b', '/"', `/${'9'.repeat(41)}`];
  for (const namespace of ['urn:x', base.toUpperCase(), ...tails.map((tail) => base + tail)]) {
    assert.equal(versionOf(namespace), undefined, namespace);
  }
});

test('bounds are inclusive, betas count with their date, the unversioned namespace is older than all', () => {
  assert.equal(isInVersion({ since: '2014-04-03' }, '2014-04-03'), true);
  assert.equal(isInVersion({ since: '2014-04-03' }, '2013-08-29-beta'), false);
  assert.equal(isInVersion({ since: '2017-10-29' }, '2017-10-29-beta'), true);
  assert.equal(isInVersion({ until: '2013-02-15' }, '2013-02-15'), true);
  assert.equal(isInVersion({ until: '2013-02-15' }, '2014-04-03'), false);
  assert.equal(isInVersion({ since: '2008-01-15' }, ''), false);
  assert.equal(isInVersion({}, ''), true);
});

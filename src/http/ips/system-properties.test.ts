import assert from 'node:assert/strict';
import { test } from 'node:test';

import { systemProperties } from './system-properties.ts';

const facts =
  { version: '1.2.3', publicUrl: 'http://host:8080', maxFileBytes: 2 ** 31, systemMessage: 'closed on Sunday' };

test('addresses lead to this server and end with a slash', () => {
  const properties = systemProperties(facts);
  assert.equal(properties.IpsImageServerUrl, 'http://host:8080/is/image/');
  assert.equal(properties.VideoRootUrl, 'http://host:8080/is/content/');
  assert.equal(properties.UploadPostMaxFileSize, '2147483648');
});

test('addresses of a cache in front are told instead', () => {
  const properties =
    systemProperties({ ...facts, imageServerUrl: 'https://cdn.test/is/image', contentServerUrl: 'https://cdn.test/files/' });
  assert.equal(properties.IpsImageServerUrl, 'https://cdn.test/is/image/');
  assert.equal(properties.SvgRenderRootUrl, 'https://cdn.test/is/image/');
  assert.equal(properties.SwfRootUrl, 'https://cdn.test/files/');
});

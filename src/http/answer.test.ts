import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';

import { faultHttpStatus, packAnswer, shouldGzip, type GzipSetting } from './answer.ts';

test('the four settings of gzip follow the table', () => {
  const rows: readonly (readonly [GzipSetting, boolean | undefined, string | undefined, boolean])[] = [
    ['accept', true, undefined, true], ['accept', true, 'gzip', true],
    ['accept', false, 'gzip', false], ['accept', false, undefined, false],
    ['accept', undefined, 'gzip', true], ['accept', undefined, undefined, false],
    ['accept', undefined, 'deflate, GZIP;q=0.5', true], ['accept', undefined, 'gzip;q=0', false],
    ['accept', undefined, 'deflate, br', false],
    ['soap', true, undefined, true], ['soap', undefined, 'gzip', false], ['soap', false, 'gzip', false],
    ['never', true, 'gzip', false], ['always', false, undefined, true], ['always', undefined, undefined, true],
  ];
  for (const [setting, gzipResponse, acceptEncoding, expected] of rows) {
    assert.equal(shouldGzip({ setting, gzipResponse, acceptEncoding }), expected, `${setting} ${gzipResponse} ${acceptEncoding}`);
  }
});

test('a fault has the status that was asked for between 200 and 599, else 500', () => {
  assert.deepEqual([200, 418, 500, 599].map(faultHttpStatus), [200, 418, 500, 599]);
  assert.deepEqual([undefined, 199, 600, -1, 200.5, NaN].map(faultHttpStatus), [500, 500, 500, 500, 500, 500]);
});

test('a status that may not carry a body cannot hide a fault', () => {
  assert.deepEqual([204, 205, 304].map(faultHttpStatus), [500, 500, 500]);
});

test('a packed answer reads the same after unpacking', async () => {
  const plain = await packAnswer('<ä/>', { isGzipped: false });
  assert.equal(plain.body.toString('utf8'), '<ä/>');
  assert.equal(plain.headers['content-type'], 'text/xml;charset=utf-8');
  assert.equal(plain.headers['content-encoding'], undefined);
  const packed = await packAnswer('<ä/>', { isGzipped: true, contentType: 'application/soap+xml' });
  assert.equal(gunzipSync(packed.body).toString('utf8'), '<ä/>');
  assert.deepEqual(packed.headers, {
    'content-type': 'application/soap+xml', 'content-encoding': 'gzip', vary: 'Accept-Encoding',
  });
});

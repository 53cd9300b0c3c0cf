import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonCall, packText, propertiesText } from './property-text.ts';

const properties = { 'image.width': '400', 'image.height': '267' };
const names = { id: '7', handler: 's7jsonResponse' };
const now = new Date('2026-03-03T10:15:00.000Z');

test('text as the documentation prints it', () => {
  assert.equal(propertiesText(properties, 'text', names, now), '#S7Z OK\r\n#Tue Mar 03 10:15:00 UTC 2026\r\nimage.height=267\r\nimage.width=400\r\n');
  assert.equal(propertiesText({ a: ' b\\c:d=e#f!g\th\né€' }, 'text', names, now).split('\r\n')[2], 'a=\\ b\\\\c\\:d\\=e\\#f\\!g\\th\\né\\u20AC');
});

test('javascript assigns what can be assigned', () => {
  assert.equal(propertiesText({ ...properties, 'target.1.label': 'x', 'a.b': "it's \\" }, 'javascript', names, now), "a.b='it\\'s \\\\';\r\nimage.height='267';\r\nimage.width='400';\r\n");
});

test('xml as the documentation prints it', () => {
  assert.equal(propertiesText(properties, 'xml', names, now),
    '<?xml version="1.0" encoding="UTF-8" ?>\r\n<prop-group>\r\n   <prop-group name="image">\r\n       <property name="height" value="267" />\r\n       <property name="width" value="400" />\r\n   </prop-group>\r\n</prop-group>\r\n');
  assert.ok(propertiesText({ path: 'a<b&"c"' }, 'xml', names, now).includes('   <property name="path" value="a&lt;b&amp;&quot;c&quot;" />\r\n'));
});

test('json as clients look for it, with nothing that ends a script', () => {
  assert.equal(propertiesText(properties, 'json', names, now), '/*jsonp*/s7jsonResponse({"image.height":"267","image.width":"400"},"7");');
  assert.equal(jsonCall('cb', JSON.stringify({ a: '</script>\u2028é' }), ''), '/*jsonp*/cb({"a":"\\u003c/script>\\u2028é"},"");');
});

test('encodings, but never for json', () => {
  assert.deepEqual(packText('é', 'text', 'iso-8859-1'), { contentType: 'text/plain; charset=ISO-8859-1', body: Buffer.from([0xe9]) });
  assert.deepEqual(packText('a€', 'text', 'ISO-8859-1')?.body.toString('latin1'), 'a?');
  assert.deepEqual(packText('a', 'xml', 'UTF-16')?.body, Buffer.from([0xfe, 0xff, 0, 0x61]));
  assert.deepEqual(packText('a', 'xml', 'utf-16le')?.body, Buffer.from([0x61, 0]));
  assert.equal(packText('a', 'text', 'ebcdic'), undefined);
  assert.equal(packText('a', 'json', 'utf-16')?.contentType, 'text/javascript; charset=UTF-8');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure, type Setting } from '#base';
import { readSettings, unknownNames } from './settings.ts';

const port: Setting = { name: 'PREPRESS_PORT', kind: 'integer', min: 0, max: 65535, default: 8080, meaning: 'x' };
const proxies: Setting = { name: 'PREPRESS_PROXIES', kind: 'list', default: [], meaning: 'x' };
const secret: Setting = { name: 'PREPRESS_SECRET', kind: 'choice', choices: ['a'], meaning: 'x' };

test('the environment wins over the config file, the config file over the default', () => {
  const read = (environment: Record<string, string>, configFile: Record<string, unknown>) =>
    readSettings([port], { environment, configFile }).integer('PREPRESS_PORT');
  assert.equal(read({}, {}), 8080);
  assert.equal(read({}, { PREPRESS_PORT: 81 }), 81);
  assert.equal(read({ PREPRESS_PORT: '82' }, { PREPRESS_PORT: 81 }), 82);
});

test('a value out of range is refused with its name, the range and what was given', () => {
  for (const text of ['70000', '-1', '8080x', '1e3']) {
    assert.throws(
      () => readSettings([port], { environment: { PREPRESS_PORT: text }, configFile: {} }),
      (thrown) => thrown instanceof Failure && thrown.code === 'BAD_SETTING' && thrown.message.includes('0 to 65535') && thrown.message.includes(text),
    );
  }
});

test('lists are read from commas and from JSON arrays', () => {
  const read = (sources: { environment: Record<string, string>; configFile: Record<string, unknown> }) =>
    readSettings([proxies], sources).list('PREPRESS_PROXIES');
  assert.deepEqual(read({ environment: { PREPRESS_PROXIES: '10.0.0.0/8, ::1' }, configFile: {} }), ['10.0.0.0/8', '::1']);
  assert.deepEqual(read({ environment: {}, configFile: { PREPRESS_PROXIES: ['a', 'b'] } }), ['a', 'b']);
});

test('an unknown choice is refused and a mistyped name is noticed', () => {
  assert.throws(() => readSettings([secret], { environment: { PREPRESS_SECRET: 'b' }, configFile: {} }), { code: 'BAD_SETTING' });
  assert.deepEqual(unknownNames([port], { environment: { PREPRESS_PROT: '1', HOME: '/x' }, configFile: { PREPRESS_PORT: 1 } }), ['PREPRESS_PROT']);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAllowances } from './allowances.ts';
import { isOpenAddress, plainAddress } from './ranges.ts';

test('addresses of the open internet are open', () => {
  for (const address of ['1.1.1.1', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '172.15.255.255', '172.32.0.0', '223.255.255.255', '2606:4700:4700::1111', '2a00:1450:4001:81b::200e', '2003::1']) {
    assert.ok(isOpenAddress(address), address);
  }
});

test('addresses of machines, networks, carriers, groups, transitions and examples are closed', () => {
  for (const address of [
    '0.0.0.0', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.100.100.200', '100.127.255.255', '127.0.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1',
    '172.31.255.255', '192.0.0.192', '192.168.1.1', '198.18.0.1', '198.19.255.255', '203.0.113.7', '224.0.0.1', '239.1.1.1', '240.0.0.1', '255.255.255.255', '168.63.129.16',
    '::', '::1', '::7f00:1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '64:ff9b::7f00:1', '64:ff9b::808:808', '64:ff9b:1::1', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'fc00::1', 'fd00:ec2::254',
    'ff02::1', '2002:7f00:1::', '2002:808:808::', '2001::1', '2001:db8::1', '3fff::1', '4000::1', 'not an address', '',
  ]) assert.ok(!isOpenAddress(address), address);
});

test('an IPv4-mapped address is the IPv4 address, however it is spelled', () => {
  for (const spelling of ['::ffff:127.0.0.1', '::FFFF:7f00:1', '0:0:0:0:0:ffff:7f00:0001']) assert.equal(plainAddress(spelling), '127.0.0.1');
  assert.equal(plainAddress('0:0:0:0:0:0:0:1'), '::1');
  assert.equal(plainAddress('8.8.8.8'), '8.8.8.8');
});

test('exceptions are addresses, networks, names and names with all below them', () => {
  const allow = readAllowances(['10.1.2.3', '192.168.0.0/16', 'fd00::/8', '::1', '::ffff:10.9.9.9', 'Hooks.Intern', '*.build.example']);
  for (const address of ['10.1.2.3', '192.168.255.1', 'fd12::9', '::1', '10.9.9.9']) assert.ok(allow.hasAddress(address), address);
  for (const address of ['10.1.2.4', '192.169.0.1', 'fe80::1', '::2', '']) assert.ok(!allow.hasAddress(address), address);
  for (const name of ['hooks.intern', 'HOOKS.intern.', 'a.build.example', 'b.a.build.example']) assert.ok(allow.hasName(name), name);
  for (const name of ['build.example', 'xhooks.intern', 'a.hooks.intern', 'abuild.example']) assert.ok(!allow.hasName(name), name);
});

test('an exception that cannot be read is told at the start', () => {
  for (const entry of ['10.0.0.0/33', '10.0.0/8', 'fd00::/129', '10.0.0.0/8/8', 'http://a', 'a:80', '*', '*.', '1.2.3.4.5', 'a b', '10.0.0.0/']) {
    assert.throws(() => readAllowances([entry]), { code: 'BAD_SETTING' }, entry);
  }
});

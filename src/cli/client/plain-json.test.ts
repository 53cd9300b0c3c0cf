import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, encode, operationByName, readXml } from '#wire';
import { UsageError } from '../command.ts';
import { toPlain, toWire } from './plain-json.ts';

const shape = operationByName('getJobLogs')!.param;
const names = operationByName('getAssetsByName')!.param;

test('arrays stand for array types and texts for moments, there and back through the wire', () => {
  const through = (given: typeof shape, value: object): unknown => toPlain(decode(given, readXml(Buffer.from(encode('x', given, toWire(given, value), '2014-04-03')))).value);
  const plain = { companyHandle: 'c|2', startDate: '2026-11-25T10:00:00.000Z', numRows: 3 };
  assert.deepEqual(through(shape, plain), plain);
  const named = { companyHandle: 'c|2', nameArray: ['a', 'b'] };
  assert.deepEqual(through(names, named), named);
});

test('what the operation does not have is refused by its place', () => {
  const refused = (given: typeof shape, value: unknown, message: RegExp): void => {
    assert.throws(() => toWire(given, value, 'input'), (error) => error instanceof UsageError && message.test(error.message));
  };
  refused(shape, { numRow: 3 }, /^input has no field 'numRow'; it has companyHandle, /);
  refused(shape, { numRows: '3' }, /^input\.numRows: expected int, received "3"/);
  refused(shape, { numRows: 0.5 }, /^input\.numRows: expected int/);
  refused(shape, { startDate: 'soon' }, /^input\.startDate: expected dateTime/);
  refused(names, { nameArray: [1] }, /^input\.nameArray\.items\[0\]: expected string/);
  refused(names, [], /^input: expected an object/);
});

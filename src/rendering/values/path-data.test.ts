import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { corner, polygon } from '#test/build/paths';
import { readPathData } from './path-data.ts';

const read = (value: string) => readPathData('clippath', value).subpaths;

test('the documented example, with commas or blanks, absolute or relative, with letters or without', () => {
  const triangle = [polygon([0, 0], [100, 0], [100, 50])];
  for (const value of ['M0,0,L100,0,L100,50,Z', 'M0,0L100,0L100,50Z', ' M 0 0 L 100 0 L 100 50 Z ', 'm0,0,l100,0,l0,50,z', 'M0,0,100,0,100,50,z', 'm0,0,100,0,0,50z', 'M-0,.0,L1e2,0.,L100,+50,Z']) {
    assert.deepEqual(read(value), triangle, value);
  }
  assert.deepEqual(read('M0,0,L100,0,L100,50'), [{ ...triangle[0]!, isClosed: false }]);
});

test('curves say both handles and the end', () => {
  const [curve] = read('M1,2,C3,4,5,6,7,8');
  assert.deepEqual(curve!.knots, [{ ...corner(1, 2), xOut: 3, yOut: 4 }, { ...corner(7, 8), xIn: 5, yIn: 6 }]);
  assert.deepEqual(read('M1,2,c2,2,4,4,6,6,1,1,2,2,3,3'), read('M1,2,C3,4,5,6,7,8,C8,9,9,10,10,11'));
});

test('a relative move counts from the start of a sub-path that z closed, else from its end', () => {
  const starts = (value: string) => read(value).map(({ knots }) => [knots[0]!.x, knots[0]!.y]);
  assert.deepEqual(starts('m5,5,l10,0,l0,10,z,m1,1,l2,2'), [[5, 5], [6, 6]]);
  assert.deepEqual(starts('m5,5,l10,0,l0,10,m1,1,l2,2'), [[5, 5], [16, 16]]);
  assert.deepEqual(starts('m5,5,l10,0,l0,10,z,l1,1'), [[5, 5], [5, 5]]);
});

test('what is no path is refused', () => {
  for (const value of ['', 'L1,1', 'M1', 'M1,2,L3', 'M1,2,C1,2,3,4,5', 'M1,2,Q1,2,3,4', 'M0,0,Z,5,5', '5,5', 'M1,2,L3,x', 'M1e9,0,L1,1', 'Z', 'M1,2;L3,4']) {
    assert.throws(() => read(value), { code: 'DELIVERY_BAD_REQUEST' }, value);
  }
  fc.assert(fc.property(fc.array(fc.constantFrom('M', 'm', 'L', 'c', 'Z', '1', '-2.5', ',', ' ', '1e3', 'x', '.')).map((words) => words.join('')), (value) => {
    try {
      assert.ok(read(value).every(({ knots }) => knots.length > 0 && knots.every((knot) => Object.values(knot).every(Number.isFinite))));
    } catch (thrown) {
      assert.equal((thrown as { code?: string }).code, 'DELIVERY_BAD_REQUEST');
    }
  }));
});

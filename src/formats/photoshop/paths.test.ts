import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { photoshopResource } from '#test/build/images';
import { circle, clippingNameResource, pathOf, polygon, rectangle } from '#test/build/paths';
import { openCoverage } from '../path/coverage.ts';
import type { Path } from '../path/types.ts';
import { pathOfFact, photoshopPathFacts } from './path-facts.ts';
import { clippingPath, readPath, writePath } from './paths.ts';

const square = pathOf(rectangle(0.25, 0.25, 0.75, 0.75));
const saved = (id: number, name: string, path: Path = square) => photoshopResource(id, name, writePath(path));

test('records say y first, the handle before, the knot, the handle behind, in 1/2^24 of the image', () => {
  const record = (hex: string) => Buffer.from(hex.padEnd(52, '0'), 'hex');
  // As Photoshop CS6 wrote the beginning of an outline.
  const records = Buffer.concat([
    record('0006'), record('0008'), record('0000000200010001'),
    record('0001000e32b60097363a000e7651009e5629000eb9ec00a57618'), record('0001ff800000008000000080000001000000000000000000'),
  ]);
  const path = readPath(records);
  assert.equal(path.isInverted, false);
  assert.equal(path.subpaths.length, 1);
  const [first, second] = path.subpaths[0]!.knots;
  assert.ok(Math.abs(first!.x * 857 - 530.056) < 0.001 && Math.abs(first!.y * 1800 - 101.687) < 0.001);
  assert.ok(Math.abs(first!.yIn * 1800 - 99.8303) < 0.001 && Math.abs(first!.xOut * 857 - 553.908) < 0.001);
  assert.deepEqual(second, { yIn: -0.5, xIn: 0.5, y: 0.5, x: 1, yOut: 0, xOut: 0 });
});

test('what is written is read as the same path, open and closed, inside and outside', () => {
  const coordinate = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map((fixed) => fixed / 2 ** 24);
  const plain = { noNullPrototype: true } as const;
  const knot = fc.record({ xIn: coordinate, yIn: coordinate, x: coordinate, y: coordinate, xOut: coordinate, yOut: coordinate }, plain);
  const subpath = fc.record({ isClosed: fc.boolean(), knots: fc.array(knot, { minLength: 1, maxLength: 9 }) }, plain);
  fc.assert(fc.property(fc.record({ isInverted: fc.boolean(), subpaths: fc.array(subpath, { maxLength: 5 }) }, plain), (path) => {
    assert.deepEqual(readPath(writePath(path)), path);
  }));
});

test('the clipping path is the one that resource 2999 names', () => {
  const nameOf = (...resources: readonly Buffer[]) => clippingPath(Buffer.concat(resources))?.name;
  const [one, two] = [saved(2000, 'Path 1'), saved(2001, 'Outline')];
  assert.equal(nameOf(one, two, clippingNameResource('Outline')), 'Outline');
  assert.equal(nameOf(one, two, clippingNameResource('Nowhere')), undefined);
  // Without it, a first path that is alone.
  assert.equal(nameOf(one), 'Path 1');
  assert.equal(nameOf(two), undefined);
  assert.equal(nameOf(one, two), undefined);
  assert.equal(nameOf(photoshopResource(1025, '', writePath(square))), undefined);
  // Other ways to write the name: padded, nothing but the text, a length of two bytes, cut off, empty.
  for (const content of ['\x07Outline\0', '\x07Outline', '\0\x07Outline', '\x20Outline', '\x09Outline\0\0\0\0']) {
    assert.equal(nameOf(one, two, photoshopResource(2999, '', Buffer.from(content, 'latin1'))), 'Outline', JSON.stringify(content));
  }
  assert.equal(nameOf(one, two, photoshopResource(2999, '', Buffer.of(0, 0, 0))), undefined);
});

test('damaged and foreign records are read as far as they make sense, knots without end are not', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void readPath(bytes)));
  const records = writePath(pathOf(circle(0.5, 0.5, 0.2), rectangle(0, 0, 1, 1)));
  for (let length = 0; length <= records.length; length++) {
    assert.ok(readPath(records.subarray(0, length)).subpaths.flatMap(({ knots }) => knots).length <= 8);
  }
  // A record in its place that is unknown, and knots beyond those announced.
  const odd = Uint8Array.from(records);
  odd.set([0, 99], 26 * 3);
  assert.deepEqual(readPath(odd).subpaths.map(({ knots }) => knots.length), [3, 4]);
  odd.set([0, 2], 26 * 2 + 2);
  assert.deepEqual(readPath(odd).subpaths.map(({ knots }) => knots.length), [2, 4]);
  const endless = Array.from({ length: 2 }, () => ({ isClosed: true, knots: Array.from({ length: 60_000 }, () => square.subpaths[0]!.knots[0]!) }));
  assert.throws(() => readPath(writePath(pathOf(...endless))), { code: 'BROKEN_FILE' });
});

test('whatever stands in records is drawn or refused', () => {
  const record = fc.tuple(fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 8, 99), fc.uint8Array({ minLength: 24, maxLength: 24 })).map(([kind, rest]) => Buffer.concat([Buffer.of(0, kind), rest]));
  let drawn = 0;
  fc.assert(fc.property(fc.array(record, { maxLength: 40 }), fc.integer({ min: 1, max: 8 }), (records, orientation) => {
    // Announced generously, so that knots are read.
    const opened = Buffer.concat([Buffer.from('00000028'.padEnd(52, '0'), 'hex'), ...records]);
    try {
      assert.equal(openCoverage(readPath(opened), { widthPx: 60, heightPx: 40, orientation }).rows(40).length, 2400);
      drawn++;
    } catch (thrown) {
      assert.equal((thrown as { code?: string }).code, 'BROKEN_FILE');
    }
  }), { numRuns: 300 });
  assert.ok(drawn > 200, `${drawn}`);
});

test('facts keep every name and turn the outlines upright', () => {
  const mark = pathOf(rectangle(0, 0, 0.25, 0.5));
  const block = Buffer.concat([saved(2000, 'Path 1'), saved(2001, 'Mark', mark), photoshopResource(2002, 'Empty', Buffer.alloc(0)), clippingNameResource('Mark')]);
  const facts = photoshopPathFacts(block, 6);
  assert.deepEqual(facts.photoshopPathNames, ['Path 1', 'Mark', 'Empty']);
  assert.deepEqual(facts.photoshopPaths.map(({ isClipping }) => isClipping), [false, true, false]);
  // A quarter turn to the right: the upper left comes to lie at the upper right.
  const kept = pathOfFact(facts.photoshopPaths[1]!)!;
  assert.deepEqual(kept.subpaths[0]!.knots.map(({ x, y }) => [x, y]), [[1, 0], [1, 0.25], [0.5, 0.25], [0.5, 0]]);
  assert.deepEqual(pathOfFact(facts.photoshopPaths[2]!), pathOf());
  assert.deepEqual(JSON.parse(JSON.stringify(facts)), facts);
  assert.deepEqual(photoshopPathFacts(undefined, 1), { photoshopPathNames: [], photoshopPaths: [] });
});

test('outlines that are too large for a record are named only, the clipping path being kept first', () => {
  const large = pathOf(polygon(...Array.from({ length: 6000 }, (_, index) => [index / 6000, (index % 7) / 7] as const)));
  const block = Buffer.concat([saved(2000, 'A', large), saved(2001, 'B', large), saved(2002, 'C'), clippingNameResource('B')]);
  const facts = photoshopPathFacts(block, 1).photoshopPaths;
  assert.deepEqual(facts.map(({ records }) => records !== undefined), [false, true, true]);
  assert.equal(pathOfFact(facts[0]!), undefined);
});

test('facts of any block come out or say that it is damaged', () => {
  const block = Buffer.concat([saved(2000, 'A'), saved(2001, 'B', pathOf(circle(0.5, 0.5, 0.4))), clippingNameResource('B')]);
  for (let at = 0; at < block.length; at++) {
    photoshopPathFacts(block.subarray(0, at), 1);
    const damaged = Buffer.from(block);
    damaged[at] = damaged[at]! ^ 0xff;
    photoshopPathFacts(damaged, 1);
    clippingPath(damaged);
  }
});

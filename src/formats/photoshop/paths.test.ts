import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { photoshopResource, withJpegSegment, withPhotoshop } from '#test/build/images';
import { circle, clippingNameResource, pathOf, polygon, rectangle } from '#test/build/paths';
import { bytesSource } from '../bytes.ts';
import type { Path } from '../path/types.ts';
import { epsImageResources } from './eps-resources.ts';
import { jpegImageResources } from './jpeg-resources.ts';
import { pathOfFact, photoshopPathFacts } from './path-facts.ts';
import { clippingPath, readPath, savedPaths, writePath } from './paths.ts';
import { psdImageResources } from './psd-resources.ts';
import { photoshopResources } from './resources.ts';

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

test('the resources of a JPEG are joined from all its APP13 segments', () => {
  const block = Buffer.concat([saved(2000, 'Path 1'), saved(2001, 'Path 2'), clippingNameResource('Path 2')]);
  const start = Buffer.of(0xff, 0xd8);
  const scan = Buffer.of(0xff, 0xda, 0, 2);
  const whole = Buffer.concat([withPhotoshop(start, block), scan]);
  assert.deepEqual(savedPaths(jpegImageResources(bytesSource(whole))!).map(({ name }) => name), ['Path 1', 'Path 2']);
  // Cut in the midst of a resource, a foreign APP13 and another segment between.
  const cut = block.length >> 1;
  const later = withPhotoshop(start, block.subarray(cut)).subarray(2);
  const parts = withPhotoshop(Buffer.concat([start, withJpegSegment(start, 0xed, Buffer.from('Adobe_CM')).subarray(2), later]), block.subarray(0, cut));
  const joined = jpegImageResources(bytesSource(Buffer.concat([parts, scan])))!;
  assert.deepEqual(Buffer.from(joined), block);
  for (let length = 0; length < whole.length; length++) jpegImageResources(bytesSource(whole.subarray(0, length)));
  assert.equal(jpegImageResources(bytesSource(Buffer.concat([start, scan, withPhotoshop(start, block).subarray(2)]))), undefined);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void jpegImageResources(bytesSource(Buffer.concat([start, bytes])))));
});

test('the resources of a Photoshop document stand behind its colours', () => {
  const block = saved(2000, 'Path 1');
  const document = (version: number) => {
    const head = Buffer.alloc(26);
    head.write('8BPS', 'latin1');
    head.writeUInt16BE(version, 4);
    const sized = (bytes: Buffer) => {
      const size = Buffer.alloc(4);
      size.writeUInt32BE(bytes.length);
      return Buffer.concat([size, bytes]);
    };
    return Buffer.concat([head, sized(Buffer.alloc(768)), sized(block), Buffer.from('layers')]);
  };
  for (const version of [1, 2]) assert.deepEqual(Buffer.from(psdImageResources(document(version))), block);
  for (let length = 0; length < document(1).length; length++) {
    try {
      photoshopResources(psdImageResources(document(1).subarray(0, length)));
    } catch (thrown) {
      assert.equal((thrown as { code?: string }).code, 'BROKEN_FILE');
    }
  }
  assert.throws(() => psdImageResources(document(3)), { code: 'BROKEN_FILE' });
});

test('the resources of an EPS stand in comments, with any end of line', () => {
  const block = Buffer.concat([saved(2000, 'Path 1'), clippingNameResource('Path 1')]);
  const digits = block.toString('hex').toUpperCase();
  for (const end of ['\r', '\n', '\r\n']) {
    const lines = digits.match(/.{1,64}/g)!.map((line) => `% ${line}`);
    const eps = Buffer.from(['%!PS-Adobe-3.0 EPSF-3.0', `%BeginPhotoshop: ${block.length}`, ...lines, '%EndPhotoshop', '%%EndComments', ''].join(end));
    assert.deepEqual(Buffer.from(epsImageResources(eps)!), block);
    assert.deepEqual(Buffer.from(epsImageResources(Buffer.concat([Buffer.from('c5d0d3c600000000', 'hex'), eps]))!), block);
    for (let length = 0; length < eps.length; length += 3) photoshopResources(epsImageResources(eps.subarray(0, length)) ?? Buffer.alloc(0));
  }
  // It ends where its count or its mark says, whichever comes first.
  assert.deepEqual(Buffer.from(epsImageResources(Buffer.from('%BeginPhotoshop: 900\n% 38 42\n%EndPhotoshop\n'))!), Buffer.from('8B'));
  assert.deepEqual(Buffer.from(epsImageResources(Buffer.from('%BeginPhotoshop: 1 x\n% 3842\n'))!), Buffer.from('8'));
  assert.equal(epsImageResources(Buffer.from('%!PS\n%BeginPhotoshop: many\n')), undefined);
  assert.equal(epsImageResources(Buffer.from('%!PS\n')), undefined);
});

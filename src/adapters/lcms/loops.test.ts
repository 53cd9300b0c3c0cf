import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { numbersFrom } from '#test/build/rows';
import { fractionBits, openLoops, type Grid, type ShaperTables } from './loops.ts';
import { plainLoops } from './plain-loops.ts';

const loops = await openLoops();
const plain = plainLoops();

type Depth = 8 | 16;
const depth = fc.constantFrom<Depth>(8, 16);
const room = (bits: Depth, length: number): Uint8Array | Uint16Array => (bits === 8 ? new Uint8Array(length) : new Uint16Array(length));
const samples = (bits: Depth, length: number, seed: number): Uint8Array | Uint16Array => {
  const next = numbersFrom(seed);
  return room(bits, length).map(() => (next(6) === 0 ? next(2) * (2 ** bits - 1) : next(2 ** bits)));
};

/** Curves that rise, as those of profiles do. */
function rising(bits: Depth, length: number, largest: number, power: number): Uint8Array | Uint16Array {
  return room(bits, length).map((_, at) => largest * (at / (length - 1)) ** power);
}

test('curve, matrix, curve end where they end in doubles, give or take a millionth of full light', () => {
  fc.assert(fc.property(
    fc.record({ from: depth, to: depth, isGray: fc.boolean(), power: fc.constantFrom(0.4, 1, 2.2), seed: fc.nat(), pixels: fc.constantFrom(0, 1, 3, 500, 5000) }),
    fc.array(fc.double({ min: -1, max: 2.5, noNaN: true }), { minLength: 9, maxLength: 9 }),
    ({ from, to, isGray, power, seed, pixels }, matrix) => {
      const steps = to === 8 ? 16_384 : 65_536;
      const light = Float64Array.from({ length: 2 ** from }, (_, at) => (steps - 1) ** 2 * (at / (2 ** from - 1)) ** power);
      const answer = rising(to, steps, 2 ** to - 1, 1 / power);
      const other = rising(to, steps, 2 ** to - 1, 1);
      const tables: ShaperTables = { lights: [light, light.map((value) => value / 2), light], matrix: isGray ? matrix.slice(0, 3) : matrix, answers: isGray ? [answer] : [answer, other, answer] };
      const colours = samples(from, pixels * 3, seed);
      const run = (made: typeof loops): Uint8Array | Uint16Array => {
        const into = room(to, pixels * (isGray ? 1 : 3));
        made.shaper(tables)(colours, into);
        return into;
      };
      const [found, low, high] = [run(loops), run(plainLoops({ moreLight: -1e-6 })), run(plainLoops({ moreLight: 1e-6 }))];
      found.forEach((sample, at) => assert.ok(sample >= low[at]! && sample <= high[at]!, `${sample} at ${at}, expected ${low[at]}..${high[at]}`));
    },
  ), { numRuns: 150 });
});

test('between the nodes of a grid lies, to the last bit, what plain whole numbers give', () => {
  fc.assert(fc.property(
    fc.record({ from: depth, to: depth, axes: fc.constantFrom(3, 4), outputs: fc.constantFrom(1, 3, 4), count: fc.integer({ min: 2, max: 9 }), seed: fc.nat(), pixels: fc.constantFrom(0, 1, 3, 500, 5000) }),
    ({ from, to, axes, outputs, count, seed, pixels }) => {
      const next = numbersFrom(seed);
      const steps = Array.from({ length: axes }, (_, axis) => outputs * count ** (axes - 1 - axis));
      const nodes = new Int32Array(count ** axes * outputs + steps.reduce((sum, step) => sum + step, outputs));
      for (let at = 0; at < count ** axes * outputs; at++) nodes[at] = next(4) === 0 ? next(3 * 65_536) - 65_536 : next(65_536);
      const grid: Grid = {
        places: Int32Array.from({ length: 2 ** from }, (_, sample) => Math.round((sample * (count - 1) * 2 ** fractionBits) / (2 ** from - 1))),
        nodes, steps, outputs, answers: rising(to, 65_536, 2 ** to - 1, 1.3),
      };
      const colours = samples(from, pixels * axes, seed);
      const [found, wanted] = [room(to, pixels * outputs), room(to, pixels * outputs)];
      loops.grid(grid)(colours, found);
      plain.grid(grid)(colours, wanted);
      assert.deepEqual(found, wanted);
    },
  ), { numRuns: 150 });
});

test('light that is no number, or beyond all numbers, is none or full', () => {
  const answers = [rising(8, 65_536, 255, 1)];
  for (const matrix of [[1, 0, 0], [1, 0, 0, 0, 1, 0, 0, 0, 1]]) {
    const table = answers.concat(answers, answers).slice(0, matrix.length / 3);
    for (const [light, wanted] of [[NaN, 0], [Infinity, 255], [-Infinity, 0], [1e30, 255]] as const) {
      for (const from of [8, 16] as const) {
        const into = new Uint8Array(table.length);
        const lights = Array.from({ length: 3 }, (_, component) => new Float64Array(2 ** from).fill(component === 0 ? light : 0));
        loops.shaper({ lights, matrix, answers: table })(room(from, 3), into);
        assert.equal(into[0], wanted, `${light} at ${from} bits`);
      }
    }
  }
});

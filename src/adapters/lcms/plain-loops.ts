import type { Kernel } from './kernel.ts';
import { fractionBits, type Grid, type Loops, type ShaperTables } from './loops.ts';

/** The loops in plain TypeScript: slow, and simple enough to be believed. They say what the WebAssembly has to give.
 *  @param options.moreLight What is added to light before its root is taken, a share of full light; 0 where nothing is to be shown. */
export function plainLoops({ moreLight = 0 }: { readonly moreLight?: number } = {}): Loops {
  return {
    shaper: (tables) => shaper(tables, moreLight),
    grid: (grid) => (grid.steps.length === 4 ? (from, to) => interpolateFour(grid, from, to) : (from, to) => interpolateThree(grid, from, to)),
  };
}

function shaper({ lights, matrix, answers }: ShaperTables, moreLight: number): Kernel {
  const outputs = matrix.length / 3;
  const last = answers[0]!.length - 1;
  return (from, to) => {
    for (let at = 0, put = 0; at < from.length; at += 3) {
      const light = lights.map((table, component) => table[from[at + component]!]!);
      for (let output = 0; output < outputs; output++) {
        const sum = light.reduce((total, value, component) => total + value * matrix[output * 3 + component]!, moreLight * last ** 2);
        to[put++] = answers[output]![Math.floor(Math.min(last, Math.sqrt(Math.max(0, sum))) + 0.5)]!;
      }
    }
  };
}

const whole = 1 << fractionBits;
const fractionMask = whole - 1;

/** A fraction and the step of its axis travel in one number while the fractions are put in order. */
const stepBits = 18;
const stepMask = (1 << stepBits) - 1;

function interpolateThree({ places, nodes, steps, outputs, answers }: Grid, from: Uint8Array | Uint16Array, to: Uint8Array | Uint16Array): void {
  const [stepA = 0, stepB = 0, stepC = 0] = steps;
  for (let at = 0, put = 0; at < from.length; at += 3) {
    const placeA = places[from[at]!]!;
    const placeB = places[from[at + 1]!]!;
    const placeC = places[from[at + 2]!]!;
    const corner = Math.imul(placeA >> fractionBits, stepA) + Math.imul(placeB >> fractionBits, stepB) + Math.imul(placeC >> fractionBits, stepC);
    let a = ((placeA & fractionMask) << stepBits) | stepA;
    let b = ((placeB & fractionMask) << stepBits) | stepB;
    let c = ((placeC & fractionMask) << stepBits) | stepC;
    if (a < b) { const turned = a; a = b; b = turned; }
    if (b < c) { const turned = b; b = c; c = turned; }
    if (a < b) { const turned = a; a = b; b = turned; }
    const first = corner + (a & stepMask);
    const second = first + (b & stepMask);
    const last = second + (c & stepMask);
    a >>= stepBits;
    b >>= stepBits;
    c >>= stepBits;
    for (let output = 0; output < outputs; output++) {
      const sample = (Math.imul(whole - a, nodes[corner + output]!) + Math.imul(a - b, nodes[first + output]!)
        + Math.imul(b - c, nodes[second + output]!) + Math.imul(c, nodes[last + output]!) ) >> fractionBits;
      to[put++] = answers[sample < 0 ? 0 : sample > 65_535 ? 65_535 : sample]!;
    }
  }
}

function interpolateFour({ places, nodes, steps, outputs, answers }: Grid, from: Uint8Array | Uint16Array, to: Uint8Array | Uint16Array): void {
  const [stepA = 0, stepB = 0, stepC = 0, stepD = 0] = steps;
  for (let at = 0, put = 0; at < from.length; at += 4) {
    const placeA = places[from[at]!]!;
    const placeB = places[from[at + 1]!]!;
    const placeC = places[from[at + 2]!]!;
    const placeD = places[from[at + 3]!]!;
    const corner = Math.imul(placeA >> fractionBits, stepA) + Math.imul(placeB >> fractionBits, stepB)
      + Math.imul(placeC >> fractionBits, stepC) + Math.imul(placeD >> fractionBits, stepD);
    let a = ((placeA & fractionMask) << stepBits) | stepA;
    let b = ((placeB & fractionMask) << stepBits) | stepB;
    let c = ((placeC & fractionMask) << stepBits) | stepC;
    let d = ((placeD & fractionMask) << stepBits) | stepD;
    if (a < b) { const turned = a; a = b; b = turned; }
    if (c < d) { const turned = c; c = d; d = turned; }
    if (a < c) { const turned = a; a = c; c = turned; }
    if (b < d) { const turned = b; b = d; d = turned; }
    if (b < c) { const turned = b; b = c; c = turned; }
    const first = corner + (a & stepMask);
    const second = first + (b & stepMask);
    const third = second + (c & stepMask);
    const last = third + (d & stepMask);
    a >>= stepBits;
    b >>= stepBits;
    c >>= stepBits;
    d >>= stepBits;
    for (let output = 0; output < outputs; output++) {
      const sample = (Math.imul(whole - a, nodes[corner + output]!) + Math.imul(a - b, nodes[first + output]!)
        + Math.imul(b - c, nodes[second + output]!) + Math.imul(c - d, nodes[third + output]!) + Math.imul(d, nodes[last + output]!) ) >> fractionBits;
      to[put++] = answers[sample < 0 ? 0 : sample > 65_535 ? 65_535 : sample]!;
    }
  }
}

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openKernels } from './open.ts';

const kernels = await openKernels();
const rgb = { colours: 3, bitsPerComponent: 8 } as const;

describe('pixels near a colour', () => {
  test('are told by the furthest component, as a part of the largest sample', () => {
    const pixels = Uint8Array.from([250, 250, 250, 255, 250, 250, 250, 245, 250, 250, 250, 244]);
    assert.deepEqual([...kernels.matches(pixels, rgb, [250, 250, 250], 0.01)], [1, 0, 0, 0]);
    assert.deepEqual([...kernels.matches(pixels, rgb, [250, 250, 250], 0.02)], [1, 1, 1, 0]);
    assert.deepEqual([...kernels.matches(pixels, rgb, [250, 250, 250], 0)], [1, 0, 0, 0]);
    assert.deepEqual([...kernels.matches(pixels, rgb, [0, 0, 0], 1)], [1, 1, 1, 1]);
  });

  test('are told the same at the very bound', () => {
    const gray = { colours: 1, bitsPerComponent: 8 } as const;
    assert.deepEqual([...kernels.matches(Uint8Array.from([12, 13]), gray, [10], 0.0079)], [1, 0]);
    for (let distance = 0; distance <= 255; distance++) {
      assert.deepEqual([...kernels.matches(Uint8Array.from([distance, Math.min(distance + 1, 255)]), gray, [0], distance / 255)], [1, distance === 255 ? 1 : 0]);
    }
  });

  test('are told in 16 bits', () => {
    const wide = { colours: 4, bitsPerComponent: 16 } as const;
    const pixels = Uint16Array.from([0, 1000, 65535, 7, 0, 1655, 65535, 7, 0, 1656, 65535, 7, 655, 345, 64880, 662]);
    assert.deepEqual([...kernels.matches(pixels, wide, [0, 1000, 65535, 7], 0.01)], [1, 1, 0, 1]);
  });

  test('do not exist for a colour that no sample has', () => {
    assert.deepEqual([...kernels.matches(Uint8Array.from([0, 1, 2]), rgb, [0.5, 1, 2], 0)], [0]);
  });
});

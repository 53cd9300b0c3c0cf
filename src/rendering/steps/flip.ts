import type { Pixels } from '#ports';
import type { Flip } from '../size/layer.ts';

export function flipPixels(pixels: Pixels, flip: Flip): Pixels {
  if (!flip.isLeftRight && !flip.isUpDown) return pixels;
  const { widthPx, heightPx, samples } = pixels;
  const components = samples.length / (widthPx * heightPx);
  const rowLength = widthPx * components;
  const turned = new Uint8Array(samples.length);
  for (let row = 0; row < heightPx; row++) {
    const from = (flip.isUpDown ? heightPx - 1 - row : row) * rowLength;
    if (!flip.isLeftRight) {
      turned.set(samples.subarray(from, from + rowLength), row * rowLength);
      continue;
    }
    for (let column = 0, put = row * rowLength; column < widthPx; column++) {
      const at = from + (widthPx - 1 - column) * components;
      for (let component = 0; component < components; component++) turned[put++] = samples[at + component]!;
    }
  }
  return { ...pixels, samples: turned };
}

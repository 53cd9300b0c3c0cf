import type { Pixels } from '#ports';

/** Interleaves 8-bit colour with its mask. */
export function joinAlpha(colour: Pixels, mask: Pixels): Pixels {
  const count = colour.widthPx * colour.heightPx;
  const colours = colour.samples.length / count;
  const samples = new Uint8Array(count * (colours + 1));
  for (let pixel = 0, at = 0, put = 0; pixel < count; pixel++) {
    for (let component = 0; component < colours; component++) samples[put++] = colour.samples[at++]!;
    samples[put++] = mask.samples[pixel]!;
  }
  return { ...colour, hasAlpha: true, samples };
}

/** Takes 8-bit colour and its mask apart; no mask where there is no alpha. */
export function splitAlpha(pixels: Pixels): { readonly colour: Pixels; readonly alpha: Pixels | undefined } {
  if (!pixels.hasAlpha) return { colour: pixels, alpha: undefined };
  const count = pixels.widthPx * pixels.heightPx;
  const colours = pixels.samples.length / count - 1;
  const [colour, mask] = [new Uint8Array(count * colours), new Uint8Array(count)];
  for (let pixel = 0, at = 0, put = 0; pixel < count; pixel++) {
    for (let component = 0; component < colours; component++) colour[put++] = pixels.samples[at++]!;
    mask[pixel] = pixels.samples[at++]!;
  }
  const shape = { widthPx: pixels.widthPx, heightPx: pixels.heightPx, bitsPerComponent: 8, hasAlpha: false } as const;
  return { colour: { ...shape, colour: pixels.colour, samples: colour }, alpha: { ...shape, colour: 'gray', samples: mask } };
}

/** 8-bit colour times its 8-bit mask, in 16 bits. */
export function premultiplied(colour: Pixels, mask: Pixels): Pixels {
  const count = colour.widthPx * colour.heightPx;
  const colours = colour.samples.length / count;
  const samples = new Uint16Array(count * colours);
  // 255 × 255 × 257 / 255 = 65535
  for (let pixel = 0, at = 0; pixel < count; pixel++) {
    const weight = (mask.samples[pixel]! * 257) / 255;
    for (let component = 0; component < colours; component++, at++) samples[at] = colour.samples[at]! * weight + 0.5;
  }
  return { ...colour, bitsPerComponent: 16, samples };
}

/** Divides alpha out of 16-bit colour and joins both in 8 bits. Where alpha is 0 colour is 0. */
export function unpremultiplied(colour: Pixels, mask: Pixels): Pixels {
  const count = colour.widthPx * colour.heightPx;
  const colours = colour.samples.length / count;
  const samples = new Uint8ClampedArray(count * (colours + 1));
  for (let pixel = 0, at = 0, put = 0; pixel < count; pixel++) {
    const alpha = mask.samples[pixel]!;
    const weight = alpha === 0 ? 0 : 255 / (alpha * 257);
    for (let component = 0; component < colours; component++) samples[put++] = colour.samples[at++]! * weight;
    samples[put++] = alpha;
  }
  return { ...colour, bitsPerComponent: 8, hasAlpha: true, samples: new Uint8Array(samples.buffer) };
}

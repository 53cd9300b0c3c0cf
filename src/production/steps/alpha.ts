import type { Pixels } from '#ports';

/** Takes colour and alpha apart; alpha becomes a gray image of the same depth, colour stays as it is. */
export function splitAlpha(pixels: Pixels): { readonly colour: Pixels; readonly alpha: Pixels | undefined } {
  if (!pixels.hasAlpha) return { colour: pixels, alpha: undefined };
  const count = pixels.widthPx * pixels.heightPx;
  const colours = pixels.samples.length / count - 1;
  const make = (length: number): Uint8Array | Uint16Array =>
    pixels.bitsPerComponent === 16 ? new Uint16Array(length) : new Uint8Array(length);
  const [colour, alpha] = [make(count * colours), make(count)];
  const { samples } = pixels;
  let [from, to] = [0, 0];
  for (let pixel = 0; pixel < count; pixel++) {
    for (let component = 0; component < colours; component++) colour[to++] = samples[from++]!;
    alpha[pixel] = samples[from++]!;
  }
  return {
    colour: { ...pixels, hasAlpha: false, samples: colour },
    alpha: { ...pixels, colour: 'gray', hasAlpha: false, samples: alpha },
  };
}

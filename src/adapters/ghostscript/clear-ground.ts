import type { PixelSource } from '#ports';

/**
 * A page on white paper, and the same page on none: its colours with the alpha of the other. Where paint covers a pixel in
 * part, the paper is taken out of its colour again.
 * @param opaque Gray or CMYK. @param clear RGB with alpha, of the same size. Both are closed with the result.
 */
export function clearGround(opaque: PixelSource, clear: PixelSource): PixelSource {
  const components = opaque.colour === 'cmyk' ? 4 : 1;
  const paper = opaque.colour === 'cmyk' ? 0 : 255;
  return {
    ...opaque, hasAlpha: true,
    rows(topPx, count) {
      const colours = opaque.rows(topPx, count);
      const shades = clear.rows(topPx, count);
      const pixels = opaque.widthPx * count;
      const samples = new Uint8Array(pixels * (components + 1));
      for (let pixel = 0, from = 0, to = 0; pixel < pixels; pixel++) {
        const alpha = shades[pixel * 4 + 3]!;
        for (let component = 0; component < components; component++) {
          const value = colours[from++]!;
          samples[to++] = alpha === 0 || alpha === 255 ? value : paper + Math.max(-paper, Math.min(255 - paper, Math.round(((value - paper) * 255) / alpha)));
        }
        samples[to++] = alpha;
      }
      return samples;
    },
    async [Symbol.asyncDispose]() {
      await opaque[Symbol.asyncDispose]();
      await clear[Symbol.asyncDispose]();
    },
  };
}

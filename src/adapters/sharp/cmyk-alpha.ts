import type { Pixels } from '#ports';

/**
 * Halves CMYK with alpha, which the library takes for five unrelated channels: inks are multiplied by alpha (in 16 bit,
 * so that nothing is lost), ink and alpha are halved apart, and alpha is divided out again.
 * @param halve For pixels without alpha.
 */
export async function halveCmykWithAlpha(pixels: Pixels, halve: (plain: Pixels) => Promise<Pixels>): Promise<Pixels> {
  const scale = pixels.bitsPerComponent === 16 ? 1 : 257;
  const count = pixels.widthPx * pixels.heightPx;
  const inks = new Uint16Array(count * 4);
  const alpha = new Uint16Array(count);
  for (let pixel = 0; pixel < count; pixel++) {
    const a = pixels.samples[pixel * 5 + 4]! * scale;
    alpha[pixel] = a;
    for (let ink = 0; ink < 4; ink++) inks[pixel * 4 + ink] = Math.round((pixels.samples[pixel * 5 + ink]! * scale * a) / 65535);
  }
  const size = { widthPx: pixels.widthPx, heightPx: pixels.heightPx, hasAlpha: false, bitsPerComponent: 16 } as const;
  const halvedInks = await halve({ ...size, colour: 'cmyk', samples: inks });
  const halvedAlpha = await halve({ ...size, colour: 'gray', samples: alpha });
  const halvedCount = halvedAlpha.samples.length;
  const joined = new Uint16Array(halvedCount * 5);
  for (let pixel = 0; pixel < halvedCount; pixel++) {
    const a = halvedAlpha.samples[pixel]!;
    joined[pixel * 5 + 4] = a;
    for (let ink = 0; ink < 4; ink++) {
      const value = a === 0 ? 0 : Math.min(65535, Math.round((halvedInks.samples[pixel * 4 + ink]! * 65535) / a));
      joined[pixel * 5 + ink] = value;
    }
  }
  const samples = pixels.bitsPerComponent === 16 ? joined : Uint8Array.from(joined, (value) => Math.round(value / 257));
  return { ...pixels, widthPx: halvedInks.widthPx, heightPx: halvedInks.heightPx, samples };
}

import sharp from 'sharp';

/** A JPEG that costs a decoder and an encoder what a photograph costs: soft shapes, edges and fine grain.
 *  @param seed  Different seeds give different pictures. */
export async function photograph(widthPx: number, heightPx: number, quality = 90, seed = 1): Promise<Buffer> {
  const shapes = Array.from({ length: 40 }, (_, index) => {
    const at = (factor: number, limit: number): number => Math.floor(((index + seed) * factor) % limit);
    return `<ellipse cx="${at(977, widthPx)}" cy="${at(613, heightPx)}" rx="${80 + at(331, widthPx / 5)}" ry="${60 + at(211, heightPx / 5)}" fill="hsl(${at(47, 360)},60%,50%)" fill-opacity="0.5"/>`;
  });
  const drawing = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}"><rect width="100%" height="100%" fill="hsl(${seed * 67 % 360},40%,70%)"/>${shapes.join('')}</svg>`);
  const grain = await sharp({ create: { width: widthPx, height: heightPx, channels: 3, background: '#808080', noise: { type: 'gaussian', mean: 128, sigma: 12 } } }).png({ compressionLevel: 0 }).toBuffer();
  return sharp(drawing, { unlimited: true }).removeAlpha().composite([{ input: grain, blend: 'soft-light' }]).jpeg({ quality }).toBuffer();
}

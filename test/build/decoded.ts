import type { Pixels, Raster } from '#ports';

/** The whole of a picture, as no production child would hold it. */
export async function decodeWhole(raster: Raster, path: string, options?: Parameters<Raster['decode']>[1]): Promise<Pixels> {
  await using source = await raster.decode(path, options);
  const { widthPx, heightPx, colour, hasAlpha, bitsPerComponent } = source;
  return { widthPx, heightPx, colour, hasAlpha, bitsPerComponent, samples: source.rows(0, heightPx).slice() };
}

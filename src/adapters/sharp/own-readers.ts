import { Failure, openSource, withSource } from '#base';
import { openBmp, openPict, openPnm, openPsd, openTga, wholeSamples, type OpenPicture, type Picture } from '#formats';
import type { Pixels, RasterFormat, RasterProbe } from '#ports';

/** Formats the library does not read and we do. */
export type OwnFormat = Extract<RasterFormat, 'bmp' | 'pict' | 'pnm' | 'psd' | 'tga'>;

const readers: { readonly [K in OwnFormat]: OpenPicture } = { bmp: openBmp, pict: openPict, pnm: openPnm, psd: openPsd, tga: openTga };

export function isOwnFormat(kind: string): kind is OwnFormat {
  return Object.hasOwn(readers, kind);
}

/** @throws BROKEN_FILE, UNSUPPORTED_IMAGE */
export function probeOwn(path: string, format: OwnFormat): RasterProbe {
  const picture = withSource(path, readers[format]);
  return {
    format, widthPx: picture.widthPx, heightPx: picture.heightPx, colour: picture.colour, bitsPerComponent: picture.bitsPerComponent,
    isFloat: false, hasAlpha: picture.hasAlpha, pages: 1, orientation: 1, resolutionPpi: picture.resolutionPpi,
    chromaSubsampling: undefined, icc: picture.icc, exif: picture.exif, xmp: picture.xmp, photoshop: picture.photoshop,
  };
}

/** All pixels at once. @throws BROKEN_FILE, UNSUPPORTED_IMAGE, PIXEL_LIMIT */
export function decodeOwn(path: string, format: OwnFormat, limitPixels: number): Pixels {
  return withSource(path, (source) => {
    const picture = readers[format](source);
    checkPixels(picture, limitPixels);
    const { widthPx, heightPx, colour, hasAlpha, bitsPerComponent } = picture;
    return { widthPx, heightPx, colour, hasAlpha, bitsPerComponent, samples: wholeSamples(picture) };
  });
}

/** Rows from the top, some at a time; the file stays open until the last one was taken or the taker turns away.
 *  @throws BROKEN_FILE, UNSUPPORTED_IMAGE, PIXEL_LIMIT */
export function* ownBands(path: string, format: OwnFormat, limitPixels: number): Generator<Pixels['samples']> {
  const { source, close } = openSource(path);
  try {
    const picture = readers[format](source);
    checkPixels(picture, limitPixels);
    yield* picture.bands();
  } finally {
    close();
  }
}

function checkPixels({ widthPx, heightPx }: Picture, limitPixels: number): void {
  const pixels = widthPx * heightPx;
  if (pixels > limitPixels) throw new Failure('PIXEL_LIMIT', { pixels, limit: limitPixels });
}

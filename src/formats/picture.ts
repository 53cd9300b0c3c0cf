import { brokenFile, type ByteSource } from './bytes.ts';

/** Interleaved samples of whole rows, top first: colour components, then alpha if there is one (not premultiplied). */
export type Samples = Uint8Array | Uint16Array;

/** An image that one of our own readers has opened: its facts are known, its pixels not yet read. */
export type Picture = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** CMYK: 0 = no ink. */
  readonly colour: 'gray' | 'rgb' | 'cmyk';
  readonly hasAlpha: boolean;
  readonly bitsPerComponent: 8 | 16;
  /** Pixels per inch; undefined when the file does not say. */
  readonly resolutionPpi: number | undefined;
  readonly icc: Uint8Array | undefined;
  /** Of formats that can have them. */
  readonly exif?: Uint8Array | undefined;
  readonly xmp?: Uint8Array | undefined;
  /** Photoshop image resources (8BIM). */
  readonly photoshop: Uint8Array | undefined;
  /** Decodes from the top, some rows at a time: memory for a band, not for the image, wherever the format allows it.
   *  The caller has checked the number of pixels against its limit.
   *  @throws BROKEN_FILE when the pixels end early or follow no rule of the format */
  bands(): Iterable<Samples>;
};

/** Opens an image of one format; reads its head and what else it takes to tell the facts.
 *  @throws BROKEN_FILE, UNSUPPORTED_IMAGE */
export type OpenPicture = (source: ByteSource) => Picture;

export type PictureShape = Pick<Picture, 'widthPx' | 'heightPx' | 'colour' | 'hasAlpha' | 'bitsPerComponent'>;

/** Longest edge of a picture that is worth looking at: no honest file of these formats comes near. */
const maxEdgePx = 1_000_000;

/** Samples of one band, about. */
const bandSamples = 2 ** 20;

export function componentsOfPicture(shape: Pick<PictureShape, 'colour' | 'hasAlpha'>): number {
  return { gray: 1, rgb: 3, cmyk: 4 }[shape.colour] + (shape.hasAlpha ? 1 : 0);
}

/** @throws BROKEN_FILE for sizes no picture has */
export function checkPictureSize(widthPx: number, heightPx: number, name: string): void {
  const isSane = widthPx > 0 && heightPx > 0 && widthPx <= maxEdgePx && heightPx <= maxEdgePx;
  if (!isSane) throw brokenFile(`a ${name} of ${widthPx} by ${heightPx} pixels`);
}

/** Bands made row by row.
 *  @param fill Writes the samples of a row into `to` from `at` on. Called for each row once, from the top. */
export function* bandsByRow<S extends Samples>(
  shape: PictureShape, make: (length: number) => S, fill: (row: number, to: S, at: number) => void,
): Generator<S> {
  const rowSamples = shape.widthPx * componentsOfPicture(shape);
  const rowsPerBand = Math.max(1, Math.floor(bandSamples / rowSamples));
  for (let top = 0; top < shape.heightPx; top += rowsPerBand) {
    const rows = Math.min(rowsPerBand, shape.heightPx - top);
    const band = make(rows * rowSamples);
    for (let row = 0; row < rows; row++) fill(top + row, band, row * rowSamples);
    yield band;
  }
}

export const makeBytes = (length: number): Uint8Array => new Uint8Array(length);
export const makeWords = (length: number): Uint16Array => new Uint16Array(length);

/** All samples at once. */
export function wholeSamples(picture: Picture): Samples {
  const length = picture.widthPx * picture.heightPx * componentsOfPicture(picture);
  const whole = picture.bitsPerComponent === 16 ? makeWords(length) : makeBytes(length);
  let at = 0;
  for (const band of picture.bands()) {
    whole.set(band, at);
    at += band.length;
  }
  return whole;
}

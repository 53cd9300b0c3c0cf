/** Interleaved samples of whole rows, top first. 8 bits 0..255, 16 bits 0..65535; CMYK: 0 = no ink. */
export type Samples = Uint8Array | Uint16Array;

/** Rows of an image on their way through production: colour and alpha apart, equally many rows in both. */
export type Rows = {
  /** Length = rows × width × colours. */
  readonly colour: Samples;
  /** Length = rows × width; 8 bits whatever the colour has; not premultiplied. Undefined for images without alpha. */
  readonly alpha: Uint8Array | undefined;
};

/** What rows of one image have in common. */
export type RowShape = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Colour components: gray, RGB or CMYK. */
  readonly colours: 1 | 3 | 4;
  readonly hasAlpha: boolean;
  readonly bitsPerComponent: 8 | 16;
};

/** Takes the rows of an image from the top, any number at a time, and gives rows from the top, some
 *  of them later. What it gives is a view that holds until the stage is next called. */
export interface RowStage {
  /** @returns the rows that are ready by now, maybe none. */
  push(rows: Rows): Rows;
  /** Call once, after the last row. @returns what is left. */
  finish(): Rows;
}

/** @source specification of production, §2 */
export type Sharpening = {
  /** Strength, 0..5; 1 adds the difference once. */
  readonly amount: number;
  /** Standard deviation of the Gaussian, 0..250. */
  readonly radiusPx: number;
  /** Differences below it (on a scale of 0..255) are left alone: 0..255. */
  readonly threshold: number;
  /** One difference of luminance for all components instead of one each; no meaning for gray. */
  readonly isMonochrome: boolean;
};

/** The arithmetic of production, row by row. Two implementations give the same bytes: WebAssembly, and plain TypeScript as
 *  its oracle. */
export interface Kernels {
  /** Halves an image to ceil(width / 2) × ceil(height / 2): Lanczos with three lobes at an exact factor of 2 (12 taps in
   *  each direction, sample centres between the pixels 2x and 2x + 1), edges repeated. Colour is weighted by alpha; where the
   *  halved alpha is 0, colour is the mean of the four pixels below it. */
  halver(shape: RowShape): RowStage;
  /** The unsharp mask over colour and alpha. */
  sharpener(shape: RowShape, sharpening: Sharpening): RowStage;
  /** Which pixels are within a tolerance of a key colour.
   *  @param colour Whole rows of interleaved samples. @param key As many samples as there are colours.
   *  @param tolerance 0..1, of the largest sample: max over components |sample − key| / largest ≤ tolerance + 1e-9.
   *  @returns 1 for a match and 0 for the rest, a byte for each pixel; a view that holds until the next call. */
  matches(colour: Samples, shape: Pick<RowShape, 'colours' | 'bitsPerComponent'>, key: readonly number[], tolerance: number): Uint8Array;
  /** Makes alpha 0, in place, where a mask of as many pixels has the mark. @returns how many pixels have it. */
  clear(alpha: Uint8Array, mask: Uint8Array, mark: 1 | 2): number;
  /** Takes interleaved colour and alpha apart; 16-bit alpha is rounded to 8 bits. The result is a view until the next call. */
  split(interleaved: Samples, shape: Pick<RowShape, 'colours' | 'bitsPerComponent'>): Rows;
}

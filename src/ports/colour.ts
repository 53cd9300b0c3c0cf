import type { ColourSpace } from './raster.ts';

/** How colours that the target cannot show are brought into it. @source ICC.1:2022 §6.2 */
export type RenderingIntent = 'perceptual' | 'relative' | 'saturation' | 'absolute';

/** One side of a conversion: how samples are laid out, and the profile that says what they mean. */
export type ColourSide = {
  /** A whole ICC profile; its device space must be `colour`. */
  readonly profile: Uint8Array;
  readonly colour: ColourSpace;
  readonly bitsPerComponent: 8 | 16;
};

export type ColourConversion = {
  readonly from: ColourSide;
  readonly to: ColourSide;
  /** Default `relative`. */
  readonly intent?: RenderingIntent;
  /** Scales lightness so that the darkest colour of one side becomes the darkest of the other: default true. Has no
   *  meaning for `absolute`. */
  readonly isBlackPointCompensated?: boolean;
};

/** An open conversion, made once and used for any number of rows. */
export interface ColourTransform {
  /** Converts interleaved samples of whole pixels, without alpha, as deep as `from` says. CMYK: 0 = no ink.
   *  @param into Receives the result, as deep as `to` says and long enough; undefined: a new array. It may not be `samples`.
   *  @returns the result, exactly as long as the pixels need: a part of `into` when that was given. */
  convert(samples: Uint8Array | Uint16Array, into?: Uint8Array | Uint16Array): Uint8Array | Uint16Array;
  /** Safe to call twice; `convert` throws afterwards. */
  close(): void;
}

/** Converts pixels between ICC profiles. Profiles may be a stranger's: a broken one costs its conversion alone. */
export interface ColourEngine {
  /** @throws BROKEN_PROFILE for a profile that cannot be read or cannot take this part; PROFILE_MISMATCH for one of
   *    another colour space than its side says. */
  openTransform(conversion: ColourConversion): Promise<ColourTransform>;
}

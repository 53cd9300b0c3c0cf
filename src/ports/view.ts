import type { ColourSpace, Pixels } from './raster.ts';

/** A rectangle of whole pixels. */
export type PixelRect = { readonly xPx: number; readonly yPx: number; readonly widthPx: number; readonly heightPx: number };

/** Down-sampling kernels, widened by the reduction; enlarging knows only the first two and takes `catmullRom` for the third. */
export type Kernel = 'triangle' | 'catmullRom' | 'lanczos3';

/** A piece of one pyramid level, scaled. */
export type LevelRead = {
  /** Pages of the pyramid count from 0, the full size. */
  readonly level: number;
  /** What to read, in pixels of the level. */
  readonly window: PixelRect;
  /** Size the whole window is scaled to. */
  readonly scaledWidthPx: number;
  readonly scaledHeightPx: number;
  /** What to keep, in pixels of the scaled window: the rest only fed the kernel. */
  readonly keep: PixelRect;
  readonly kernel: Kernel;
};

export type ColourRead = LevelRead & {
  /** As the pyramid is coded. */
  readonly colour: ColourSpace;
  readonly bitsPerComponent: 8 | 16;
};

/** How pixels become a file. Metadata is never written; the density is, and a colour profile that is given. */
export type ViewEncoding = { readonly profile?: Uint8Array | undefined } & (
  | { readonly kind: 'jpeg'; readonly quality: number; readonly isFullChroma: boolean; readonly isProgressive: boolean; readonly densityPpi: number }
  | { readonly kind: 'png'; readonly densityPpi: number }
  | { readonly kind: 'webp' | 'avif'; readonly quality: number; readonly isLossless: boolean }
  | { readonly kind: 'tiff'; readonly compression: 'none' | 'lzw' | 'deflate' | 'jpeg'; readonly quality: number; readonly densityPpi: number });

/** Shows what production made; never given a stranger's file. */
export interface View {
  /** The ICC profile that a colour pyramid carries; undefined when it has none. @throws BROKEN_FILE */
  profile(path: string): Promise<Uint8Array | undefined>;
  /** Reads a scaled piece of a colour pyramid as 8-bit pixels, components as they are stored. With a mask the result has alpha, not premultiplied;
   *  colour is premultiplied while it is filtered.
   *  @param path Local copy of the colour pyramid.
   *  @param maskPath Local copy of the one-channel pyramid with the same levels.
   *  @throws BROKEN_FILE when a file is not such a pyramid; TIME_LIMIT */
  read(path: string, maskPath: string | undefined, what: ColourRead): Promise<Pixels>;
  /** Reads a scaled piece of a one-channel pyramid as 8-bit gray. */
  readMask(path: string, what: LevelRead): Promise<Pixels>;
  /** Scales a piece of 8-bit pixels; colour is premultiplied while it is filtered. The level counts for nothing.
   *  @throws TIME_LIMIT */
  scale(pixels: Pixels, what: LevelRead): Promise<Pixels>;
  /** @param pixels 8 bit; CMYK without alpha, and only for JPEG and TIFF; no alpha for JPEG. */
  encode(pixels: Pixels, as: ViewEncoding): Promise<Uint8Array>;
}

/** What production and rendering ask of an image library. Pixels are plain arrays; files are paths. */

export type ColourSpace = 'gray' | 'rgb' | 'cmyk';

/** Interleaved pixels in reading order: colour components, then alpha if there is one (not premultiplied). */
export type Pixels = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly colour: ColourSpace;
  readonly hasAlpha: boolean;
  readonly bitsPerComponent: 8 | 16;
  /** Length = width × height × components. CMYK: 0 = no ink. */
  readonly samples: Uint8Array | Uint16Array;
};

export type RasterFormat =
  | 'jpeg' | 'png' | 'gif' | 'tiff' | 'webp' | 'avif' | 'svg' | 'bmp' | 'raw';

/** What an image file says of itself, read without decoding pixels. */
export type RasterProbe = {
  readonly format: RasterFormat;
  /** As stored, before orientation. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly colour: ColourSpace | 'lab' | 'other';
  readonly bitsPerComponent: 1 | 2 | 4 | 8 | 16 | 32;
  readonly isFloat: boolean;
  readonly hasAlpha: boolean;
  /** Pages or frames, at least 1. */
  readonly pages: number;
  /** EXIF orientation 1..8. */
  readonly orientation: number;
  /** Pixels per inch; undefined when the file does not say. */
  readonly resolutionPpi: number | undefined;
  /** JPEG chroma subsampling such as `4:4:4` or `4:2:0`. */
  readonly chromaSubsampling: string | undefined;
  readonly icc: Uint8Array | undefined;
  readonly exif: Uint8Array | undefined;
  readonly xmp: Uint8Array | undefined;
  /** Photoshop image resources (8BIM), from JPEG APP13 or TIFF tag 34377. */
  readonly photoshop: Uint8Array | undefined;
};

export type PyramidCompression =
  | { readonly kind: 'jpeg'; readonly quality: number; readonly chroma: '4:4:4' | '4:2:0' }
  | { readonly kind: 'deflate' }
  | { readonly kind: 'none' };

/** Runs in production children only: it opens strangers' files. */
export interface Raster {
  probe(path: string): Promise<RasterProbe>;
  /** Decodes page 0 with orientation applied; palette becomes RGB, 1/2/4 bit become 8.
   *  @throws BROKEN_FILE, UNSUPPORTED_IMAGE */
  decode(path: string, options?: { readonly densityPpi?: number }): Promise<Pixels>;
  /** Lanczos-3 down-sampling to ceil(width/2) × ceil(height/2); alpha is premultiplied while filtering. */
  halve(pixels: Pixels): Promise<Pixels>;
  /** Writes one level as a single-page tiled TIFF. Metadata are embedded where given. */
  writeTiledTiff(pixels: Pixels, path: string, options: {
    readonly tilePx: number;
    readonly compression: PyramidCompression;
    readonly resolutionPpi: number | undefined;
    readonly icc: Uint8Array | undefined;
    readonly xmp: Uint8Array | undefined;
  }): Promise<void>;
  /** Converts between profiles, relative colorimetric with black-point compensation. */
  convertColour(pixels: Pixels, from: Uint8Array | 'cmyk' | 'srgb', to: Uint8Array | 'srgb'): Promise<Pixels>;
  /** A JPEG (or PNG where there is alpha) of at most `boxPx` × `boxPx`, in sRGB. */
  writeThumbnail(pixels: Pixels, path: string, boxPx: number, icc: Uint8Array | undefined): Promise<void>;
}

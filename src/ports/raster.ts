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
  | 'jpeg' | 'png' | 'gif' | 'tiff' | 'webp' | 'avif' | 'svg' | 'bmp' | 'pict' | 'pnm' | 'psd' | 'tga' | 'raw'
  /** A page that was drawn. */
  | 'page';

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
  /** Photoshop image resources (8BIM), from JPEG APP13 (all its segments), TIFF tag 34377 or a Photoshop document. */
  readonly photoshop: Uint8Array | undefined;
};

export type PyramidCompression =
  /** Full chroma from quality 90 on, halved chroma (4:2:0) below. */
  | { readonly kind: 'jpeg'; readonly quality: number }
  | { readonly kind: 'deflate' }
  | { readonly kind: 'none' };

/** Decoded pixels, held in memory or in a file, upright, read by rows as often as need be. */
export interface PixelSource extends AsyncDisposable, Omit<Pixels, 'samples'> {
  /** @param topPx First row. @param count Rows, all of them inside. @returns interleaved samples; a view that holds until the next call. */
  rows(topPx: number, count: number): Pixels['samples'];
}

/** Runs in production children only: it opens strangers' files. */
export interface Raster {
  /** @throws BROKEN_FILE, UNSUPPORTED_IMAGE */
  probe(path: string): Promise<RasterProbe>;
  /** Decodes page 0 with orientation applied; palette becomes RGB, 1/2/4 bit become 8, extra channels that are not
   *  alpha are dropped, associated alpha is divided out.
   *  @param options.probe What `probe` said, to spare reading it again.
   *  @param options.densityPpi For vector files: 96 draws them at their natural size.
   *  @param options.spillPath A file to hold the pixels in; without it they are held in memory.
   *  @throws BROKEN_FILE, UNSUPPORTED_IMAGE, PIXEL_LIMIT */
  decode(path: string, options?: { readonly densityPpi?: number; readonly probe?: RasterProbe; readonly spillPath?: string }): Promise<PixelSource>;
  /** Encodes pixels without alpha as a single-page tiled TIFF without metadata, tiles at the edges filled up. At most
   *  65,500 pixels high. @returns the file. */
  encodeTiles(pixels: Pixels, options: { readonly tilePx: number; readonly compression: PyramidCompression }): Promise<Uint8Array>;
  /** The CMYK profile that the library brings. */
  cmykProfile(): Promise<Uint8Array>;
  /** A JPEG (or PNG where there is alpha) of at most `boxPx` × `boxPx`, in sRGB, never enlarged.
   *  @param icc Profile of the pixels; undefined: sRGB, gray or the built-in CMYK profile. */
  writeThumbnail(pixels: Pixels, path: string, boxPx: number, icc: Uint8Array | undefined): Promise<void>;
}

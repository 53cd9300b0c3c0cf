import type { LevelSize } from '../levels.ts';
import type { ArtifactFile } from '../types.ts';
import type { Pixels, Raster, RasterProbe } from '#ports';

/** What the steps of one file share and hand on. Paths lie in the work folder. */
export type Context = {
  readonly sourcePath: string;
  readonly workFolderPath: string;
  readonly raster: Raster;
  readonly source: RasterProbe;
  /** Set by `decode`; the steps after it work on these. */
  pixels: Pixels | undefined;
  /** Profile the pixels are in now; undefined: none. */
  profile: Uint8Array | undefined;
  /** The level the thumbnail is made from. */
  thumbnailSource: Pixels | undefined;
  /** The pyramid as it came out: a probe can be wrong about alpha. */
  made: (Pick<Pixels, 'colour' | 'bitsPerComponent' | 'hasAlpha'> & { readonly levels: readonly LevelSize[] }) | undefined;
  readonly artifacts: ArtifactFile[];
};

/** @throws TypeError when a plan puts a step before `decode`. */
export function pixelsOf(context: Context): Pixels {
  if (!context.pixels) throw new TypeError('Expected pixels: a plan begins with decode');
  return context.pixels;
}

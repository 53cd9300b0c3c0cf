import type { FontStyle } from '#formats';
import type { ColourEngine, MediaEngine, MediaProbe, MediaRun, MediaSource, OpenDocument, Pixels, Raster, RasterProbe } from '#ports';
import type { Rectangle } from '../crop.ts';
import type { Kernels } from '../kernels/types.ts';
import type { Flow } from '../flow/flow.ts';
import type { LevelSize } from '../pyramid/levels.ts';
import type { ProfileName, Remark, Step } from '../plan.ts';
import type { OpenPhotoshop } from '../layers/open.ts';
import type { ArtifactFile, DerivedResult, DrawTemplate } from '../types.ts';

/** A film or recording in work, and what works on it. */
export type OpenFilm = {
  readonly engine: MediaEngine; readonly source: MediaSource; readonly probe: MediaProbe; readonly run: Omit<MediaRun, 'workFolderPath'>;
  /** Says of the source's stream, once it is made. */
  segments: Segments | undefined;
};

/** Milliseconds and bytes of the segments of a stream. */
export type Segments = readonly (readonly [durationMs: number, sizeBytes: number])[];

/** What the steps of one file share and hand on. Paths lie in the work folder. */
export type Context = {
  readonly sourcePath: string;
  readonly workFolderPath: string;
  readonly raster: Raster;
  readonly colours: ColourEngine;
  readonly kernels: Kernels;
  /** @throws TypeError for what has no picture. */
  readonly source: RasterProbe;
  /** The bytes of a profile that a plan names. */
  readonly profileBytes: (name: ProfileName) => Promise<Uint8Array>;
  /** Share of the step in hand, 0..1; set by whoever runs the steps. */
  onProgress: (share: number) => void;
  /** The step after the one in hand; set by whoever runs the steps. */
  next?: Step | undefined;
  /** Set by `decode`; the steps up to `pyramid` add their changes to it. */
  flow: Flow | undefined;
  /** Profile the pixels are in now; undefined: none. */
  profile: Uint8Array | undefined;
  /** Crop that was found in the pixels. */
  crop: Rectangle | undefined;
  /** What was met on the way: about the file, and beside it. */
  readonly warnings: Remark[];
  readonly notes: Remark[];
  /** The level the thumbnail is made from. */
  thumbnailSource: Pixels | undefined;
  /** The pyramid as it came out: a probe can be wrong about alpha. */
  made: (Pick<Pixels, 'colour' | 'bitsPerComponent' | 'hasAlpha'> & { readonly levels: readonly LevelSize[] }) | undefined;
  readonly artifacts: ArtifactFile[];
  /** The document whose layers become images; undefined where none do. */
  readonly photoshop: OpenPhotoshop | undefined;
  /** The document whose pages are drawn; undefined where none are. */
  readonly document: OpenDocument | undefined;
  readonly drawTemplate: DrawTemplate | undefined;
  /** Finds the file of a font by a name that texts use. */
  readonly fontPath: (name: string, style: FontStyle) => string | undefined;
  /** Undefined for everything else. */
  readonly film?: OpenFilm | undefined;
  /** What became of the file beside its own asset. */
  readonly derived: DerivedResult['parts'][number][];
};

/** @throws TypeError for what is neither film nor recording. */
export function filmOf(context: Context): OpenFilm {
  if (!context.film) throw new TypeError('Expected an open film: only films and recordings are encoded');
  return context.film;
}

/** @throws TypeError when a plan puts a step before `decode`. */
export function flowOf(context: Context): Flow {
  if (!context.flow) throw new TypeError('Expected an open flow: a plan begins with decode');
  return context.flow;
}

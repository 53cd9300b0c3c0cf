import { Failure } from '#base';
import type { MediaProbe, RasterProbe } from '#ports';
import { fitsType, mediaKind } from '../contents.ts';
import type { ProductionTools } from '../open-context.ts';
import type { FileProbe, FilmProbe } from '../probe.ts';
import type { OpenFilm } from '../steps/context.ts';
import type { ProductionTask } from '../types.ts';

/** A film or recording as far as it could be opened. */
export type Opened = {
  readonly film: FilmProbe;
  /** Undefined where nothing can be done with it. */
  readonly open: OpenFilm | undefined;
  /** The frame that stands for it. */
  readonly still: { readonly path: string; readonly raster: RasterProbe } | undefined;
};

/** Frames of twice the edge of 8K are a mistake of the file, or meant to hurt. */
const mostFramePixels = 36_000_000;
/** What a file says of itself is found in its first megabytes. */
const probeMs = 120_000;

/** Asks a film or recording what it is and takes the frame out that stands for it, where the job wants one.
 *  @returns undefined for every other file. @throws BROKEN_FILE, PIXEL_LIMIT and as `MediaEngine` */
export async function openFilm(task: ProductionTask, tools: ProductionTools, file: FileProbe): Promise<Opened | undefined> {
  const isFilm = file.type === 'Video' || file.type === 'Audio';
  if (!isFilm || file.isHidden || !fitsType(file.kind, file.type)) return undefined;
  const engine = tools.media;
  const missing = engine ? await engine.missing() : 'ffmpeg';
  if (!engine || missing !== undefined) return { film: { kind: 'missing', program: missing ?? 'ffmpeg' }, open: undefined, still: undefined };
  const kind = mediaKind(file.kind);
  if (kind === undefined) return { film: { kind: 'unopened' }, open: undefined, still: undefined };
  const source = { path: task.sourcePath, kind };
  const { timeMs, memoryBytes, outputBytes } = task.limits;
  const run = { limits: { timeMs, memoryBytes, outputBytes }, threads: tools.threads ?? 1 };
  const probe = await engine.probe(source, { ...run, limits: { ...run.limits, timeMs: Math.min(timeMs, probeMs) }, workFolderPath: task.workFolderPath });
  checkFrame(probe, Math.min(task.limits.pixels, mostFramePixels));
  const open: OpenFilm = { engine, source, probe, run, segments: undefined };
  const path = file.type === 'Video' ? await stillOf(open, task) : undefined;
  const still = path === undefined ? undefined : { path, raster: await tools.raster.probe(path) };
  return { film: { kind: 'probed', probe, hasStill: still !== undefined }, open, still };
}

async function stillOf({ engine, source, probe, run }: OpenFilm, { options: { media }, workFolderPath }: ProductionTask): Promise<string | undefined> {
  const isWanted = media.generateThumbnail || media.thumbnailTimeMs !== undefined;
  if (!isWanted || !probe.video) return undefined;
  const choice = media.thumbnailTimeMs === undefined ? 'firstUneven' : { timeMs: media.thumbnailTimeMs };
  return engine.still(source, probe.video, choice, { ...run, workFolderPath });
}

function checkFrame({ video }: MediaProbe, limit: number): void {
  if (!video) return;
  const pixels = Math.max(video.widthPx * video.heightPx, video.shownWidthPx * video.shownHeightPx);
  if (pixels > limit) throw new Failure('PIXEL_LIMIT', { pixels, limit });
}

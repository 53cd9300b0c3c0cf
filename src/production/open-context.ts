import type { ColourEngine, Developer, Documents, MediaEngine, OpenDocument, PostScript, Raster, RasterProbe } from '#ports';
import type { OpenedDocument } from './documents/types.ts';
import { openKernels } from './kernels/open.ts';
import { probeFile, type Probed } from './probe.ts';
import type { OpenPhotoshop } from './layers/open.ts';
import { profileReader } from './profile-bytes.ts';
import type { Context, OpenFilm } from './steps/context.ts';
import { fontFinder } from './fonts.ts';
import type { DrawTemplate, ProductionTask, TaskFont } from './types.ts';

/** What production asks of the process around it. */
export type ProductionTools = {
  readonly raster: Raster; readonly colours: ColourEngine; readonly developer: Developer; readonly documents: Documents;
  readonly postScript: PostScript;
  /** Shows what delivery will make of a template; without it nobody compares templates with their documents. */
  readonly drawTemplate?: DrawTemplate;
  /** Without one films and recordings are only stored. */
  readonly media?: MediaEngine;
  /** Of an encoder, default 1. */
  readonly threads?: number;
};

/** Probes the file of a task, developed before where it must be. @throws as `probeFile` */
export function probeTask(
  { sourcePath, fileName, workFolderPath, limits }: Pick<ProductionTask, 'sourcePath' | 'fileName' | 'workFolderPath' | 'limits'>, tools: ProductionTools,
): Promise<Probed> {
  return probeFile(sourcePath, fileName, tools.raster, (kind) => tools.developer.develop(sourcePath, kind, { workFolderPath, limits }));
}

/** A context for the first step of a plan.
 *  @param source What the library said of the file; undefined for what it has not read. @param readablePath The file it said it of.
 *  @param open For plans with layers, pages or encodes; whoever opened it closes it. */
export async function openContext(
  task: Pick<ProductionTask, 'workFolderPath' | 'profiles'>, tools: ProductionTools, source: RasterProbe | undefined, readablePath: string,
  open: {
    readonly photoshop?: OpenPhotoshop | undefined; readonly document?: OpenDocument | undefined; readonly fonts?: readonly TaskFont[] | undefined;
    readonly film?: OpenFilm | undefined;
  } = {},
): Promise<Context> {
  return {
    sourcePath: readablePath, workFolderPath: task.workFolderPath, ...tools, kernels: await openKernels(), source: source ?? nothingRead,
    profileBytes: profileReader(task.profiles, tools.raster), onProgress: () => {},
    flow: undefined, profile: undefined, crop: undefined, warnings: [], notes: [], thumbnailSource: undefined, made: undefined, artifacts: [],
    photoshop: open.photoshop, document: open.document, film: open.film, derived: [], drawTemplate: tools.drawTemplate, fontPath: fontFinder(open.fonts ?? []),
  };
}

/** What the steps of a drawn page may want to know of the file: the paths in an EPS of Photoshop. */
export function drawnFrom({ photoshop }: OpenedDocument): RasterProbe {
  return { ...nothingRead, photoshop };
}

/** Steps that draw have no picture of the file to ask. */
const nothingRead: RasterProbe = {
  format: 'page', widthPx: 0, heightPx: 0, colour: 'rgb', bitsPerComponent: 8, isFloat: false, hasAlpha: false, pages: 1, orientation: 1,
  resolutionPpi: undefined, chromaSubsampling: undefined, icc: undefined, exif: undefined, xmp: undefined, photoshop: undefined,
};

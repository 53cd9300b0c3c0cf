import type { ColourEngine, Developer, Raster, RasterProbe } from '#ports';
import { openKernels } from './kernels/open.ts';
import { probeFile, type Probed } from './probe.ts';
import type { OpenPhotoshop } from './layers/open.ts';
import { profileReader } from './profile-bytes.ts';
import type { Context } from './steps/context.ts';
import type { ProductionTask } from './types.ts';

/** What production asks of the process around it. */
export type ProductionTools = { readonly raster: Raster; readonly colours: ColourEngine; readonly developer: Developer };

/** Probes the file of a task, developed before where it must be. @throws as `probeFile` */
export function probeTask(
  { sourcePath, fileName, workFolderPath, limits }: Pick<ProductionTask, 'sourcePath' | 'fileName' | 'workFolderPath' | 'limits'>, tools: ProductionTools,
): Promise<Probed> {
  return probeFile(sourcePath, fileName, tools.raster, (kind) => tools.developer.develop(sourcePath, kind, { workFolderPath, limits }));
}

/** A context for the first step of a plan.
 *  @param source What the library said of the file. @param readablePath The file it said it of.
 *  @param photoshop For plans with layers; whoever opened it closes it. */
export async function openContext(
  task: Pick<ProductionTask, 'workFolderPath' | 'profiles'>, tools: ProductionTools, source: RasterProbe, readablePath: string,
  photoshop?: OpenPhotoshop,
): Promise<Context> {
  return {
    sourcePath: readablePath, workFolderPath: task.workFolderPath, ...tools, kernels: await openKernels(), source,
    profileBytes: profileReader(task.profiles, tools.raster), onProgress: () => {},
    flow: undefined, profile: undefined, crop: undefined, warnings: [], notes: [], thumbnailSource: undefined, made: undefined, artifacts: [],
    photoshop, derived: [],
  };
}

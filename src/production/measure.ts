import { asFailure, Failure } from '#base';
import type { Rectangle } from './crop.ts';
import { defaultOptions } from './default-options.ts';
import { passRows } from './flow/flow.ts';
import { makePlan } from './make-plan.ts';
import { openContext, probeTask, type ProductionTools } from './open-context.ts';
import { colourCrop, transparentCrop } from './steps/automatic-crop.ts';
import { flowOf } from './steps/context.ts';
import { decode } from './steps/decode.ts';
import { translateDisk } from './translate-disk.ts';
import type { MeasureTask } from './types.ts';

/** Finds the rectangle that an upload with this crop would keep, by the steps of that upload, and makes nothing. Runs inside
 *  a child process.
 *  @returns all of the upright image where nothing can be cut off.
 *  @throws UNSUPPORTED_IMAGE for what is no raster, and whatever can be wrong with a file or with us. */
export async function measure(task: MeasureTask, tools: ProductionTools, onProgress: (share: number) => void): Promise<Rectangle> {
  try {
    const { file, raster: source, readablePath } = await probeTask(task, tools);
    const verdict = makePlan(file, { ...defaultOptions, ...task.crop }, task.limits, { javascriptUploadEnabled: true, pdfProcessingPageLimit: 0 });
    if (verdict.kind === 'skip' || !source) throw new Failure('UNSUPPORTED_IMAGE', { detail: 'it is no raster image' });
    const context = await openContext(task, tools, source, readablePath);
    for (const step of verdict.plan.steps) {
      if (step.kind === 'decode') await decode(context, step);
      else if (step.kind === 'colourCrop') await colourCrop(context, step);
      else if (step.kind === 'transparentCrop') await transparentCrop(context, step);
    }
    const flow = flowOf(context);
    await using pixels = flow.source;
    await passRows(flow, (_rows, topPx) => onProgress(topPx / pixels.heightPx));
    for (const change of flow.changes) change.end?.();
    return context.crop ?? { xPx: 0, yPx: 0, widthPx: flow.shape.widthPx, heightPx: flow.shape.heightPx };
  } catch (thrown) {
    throw asFailure(translateDisk(thrown));
  }
}

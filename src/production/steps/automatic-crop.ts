import { colourBounds, transparentBounds, type CropBounds } from '../crop-bounds.ts';
import { cornerPixel } from '../flow/corner.ts';
import type { Step } from '../plan.ts';
import { flowOf, type Context } from './context.ts';

/** Finds the rectangle around what has not the colour of a corner. @source specification of UploadPostJob, §3.8 */
export async function colourCrop(context: Context, step: Extract<Step, { kind: 'colourCrop' }>): Promise<void> {
  const flow = flowOf(context);
  const key = await cornerPixel(flow, step.corner);
  watch(context, colourBounds(flow.kernels, flow.shape, key, step.tolerance));
}

/** Finds the rectangle around what is not transparent; without alpha there is nothing to find.
 *  @source specification of UploadPostJob, §3.9 */
export async function transparentCrop(context: Context, step: Extract<Step, { kind: 'transparentCrop' }>): Promise<void> {
  const { shape } = flowOf(context);
  if (shape.hasAlpha) watch(context, transparentBounds(shape, step.tolerance));
  else context.notes.push({ key: 'log.nothingToCrop', params: {} });
}

/** Lets the bounds see the rows of the pass that makes the pyramid: crops are definitions, so they cost no pass of their own. */
function watch(context: Context, bounds: CropBounds): void {
  flowOf(context).changes.push({
    open: () => (rows) => {
      bounds.add(rows);
      return rows;
    },
    ms: 0,
    end() {
      context.crop = bounds.rectangle();
      if (!context.crop) context.notes.push({ key: 'log.nothingToCrop', params: {} });
    },
  });
}
